/** A real SMTP server that keeps what it is sent. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import type { Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  /** As SMTP's own commands had them. */
  envelope: { from: string; to: string[] };
  /** As it came over the wire. */
  raw: string;
  parsed: Email;
}

export interface MailServer {
  port: number;
  url: string;
  /** The next mail not yet taken, once it is there. */
  next(): Promise<ReceivedMail>;
  /** Those not yet taken. */
  waiting(): number;
  close(): Promise<void>;
}

/** `starttls` offers encryption by a certificate nobody vouches for; `refuse` takes no recipient. */
export async function startMailServer(
  how: { starttls?: boolean; refuse?: boolean } = {},
): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const takers: ((mail: ReceivedMail) => void)[] = [];
  const keep = async (stream: Readable, envelope: ReceivedMail['envelope']): Promise<void> => {
    const bytes = await buffer(stream);
    const parsed = await PostalMime.parse(bytes);
    const mail = { envelope, raw: bytes.toString('latin1'), parsed };
    const taker = takers.shift();
    if (taker) taker(mail);
    else mails.push(mail);
  };
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    disabledCommands: how.starttls ? [] : ['STARTTLS'],
    onRcptTo: (_address, _session, done) =>
      done(how.refuse ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null),
    onData: (stream, { envelope }, done) => {
      const { mailFrom, rcptTo } = envelope;
      const to = rcptTo.map(({ address }) => address);
      const from = mailFrom === false ? '' : (mailFrom?.address ?? '');
      void keep(stream, { from, to }).finally(done);
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    next: () => {
      const mail = mails.shift();
      return mail ? Promise.resolve(mail) : new Promise((resolve) => takers.push(resolve));
    },
    waiting: () => mails.length,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The token of the link that the text holds. */
export function tokenIn({ parsed }: ReceivedMail, purpose: 'invitation' | 'reset'): string {
  return new RegExp(`/account#${purpose}=([\\w-]{43})`).exec(parsed.text ?? '')![1]!;
}
