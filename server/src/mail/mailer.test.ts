import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invitationMail, resetMail } from './mail-text.ts';
import { sendMail } from './mailer.ts';
import { startMailServer } from './testing/mail-server.ts';
import type { MailServer } from './testing/mail-server.ts';

const FROM = 'SIT Unione di prova <sit@unione.example>';
const LINK = 'https://sit.example/account#invitation=TOKEN';
const UNION = 'Unione di prova';

describe('mail', () => {
  let inClear: MailServer;
  let selfSigned: MailServer;
  let refusing: MailServer;
  beforeAll(async () => {
    inClear = await startMailServer();
    selfSigned = await startMailServer({ starttls: true });
    refusing = await startMailServer({ refuse: true });
  });
  afterAll(async () => {
    for (const server of [inClear, selfSigned, refusing]) await server?.close();
  });

  const send = (smtpUrl: string, name = 'Anna Rossi', email = 'anna@example.org') =>
    sendMail(
      { smtpUrl, from: FROM },
      { name, email },
      invitationMail({ name, union: UNION, link: LINK }),
    );

  it.each([
    ['with accents', 'Zoë Přibyl D’Aquilà 王'],
    ['that tries to add a recipient', 'Anna\r\nBcc: victim@example.org\r\n\r\nBuy'],
    ['that is an address list', 'Anna <a@evil.example>, victim@example.org'],
    ['in quotes', '"Anna" \\ <b@evil.example>'],
  ])('goes to one person with a name %s, in whole', async (_what, name) => {
    await send(inClear.url, name);
    const { envelope, raw, parsed } = await inClear.next();
    expect(envelope).toEqual({ from: 'sit@unione.example', to: ['anna@example.org'] });
    expect(parsed.to).toHaveLength(1);
    expect(parsed.to![0]!.address).toBe('anna@example.org');
    expect(parsed.to![0]!.name!.replace(/\s+/g, ' ')).toBe(name.replace(/\s+/g, ' '));
    expect([parsed.bcc ?? [], parsed.cc ?? []]).toEqual([[], []]);
    // Headers are ASCII whatever the name (RFC 5322 §2.2), and none is the name's own.
    const head = raw.split('\r\n\r\n')[0]!;
    expect(head).toMatch(/^[\x20-\x7e\r\n\t]*$/);
    expect(head).not.toMatch(/^bcc:/im);
    expect(parsed.subject).toBe('Invito · Invitation — SIT');
  });

  it('says the same in text and HTML, Italian before English, and fetches nothing', async () => {
    await send(inClear.url, '<img src=https://evil.example/x> & «Co»');
    const { parsed } = await inClear.next();
    for (const part of [parsed.text!, parsed.html!]) {
      expect(part.split(LINK).length - 1).toBeGreaterThanOrEqual(2);
      expect(part.indexOf('Buongiorno')).toBeLessThan(part.indexOf('Hello'));
    }
    expect(parsed.html).toContain('&lt;img src=https://evil.example/x&gt; &amp; «Co»');
    expect(parsed.html).not.toMatch(/<(img|script|link|style|iframe|video)|\bsrc="|url\(/i);
    expect([...parsed.html!.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      LINK,
      LINK,
    ]);
    expect(parsed.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe(
      'auto-generated',
    );
  });

  it('of a reset says for how long its link is good', () => {
    const { text } = resetMail({ name: 'Anna', union: UNION, link: LINK });
    expect(text).toContain('entro un’ora');
    expect(text).toContain('within an hour');
  });

  it.each([
    ['a relay whose certificate nobody vouches for', () => selfSigned.url, 'ESOCKET|ETLS'],
    ['a relay in clear elsewhere than on this machine', () => elsewhere(inClear), 'ETLS'],
    [
      'a relay in clear where encryption was asked for',
      () => `${inClear.url}?requireTLS=true`,
      'ETLS',
    ],
    ['a relay that does not take the address', () => refusing.url, 'EENVELOPE'],
    ['a relay that is not there', () => 'smtp://127.0.0.1:1', 'ESOCKET|ECONNECTION'],
  ])('is not sent through %s', async (_what, url, code) => {
    const failure = await send(url()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect((failure as { code: string }).code).toMatch(new RegExp(`^(${code})$`));
    expect([inClear.waiting(), selfSigned.waiting(), refusing.waiting()]).toEqual([0, 0, 0]);
  });

  it('is sent in clear where the address of the relay says so', async () => {
    await send(`${elsewhere(inClear)}?requireTLS=false`);
    expect((await inClear.next()).envelope.to).toEqual(['anna@example.org']);
  });
});

/** The same server by an address that is not known for this machine's. */
function elsewhere({ port }: MailServer): string {
  return `smtp://0.0.0.0:${port}`;
}
