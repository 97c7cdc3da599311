/** What mails say: Italian, then English; text, and the same in HTML that fetches nothing. */
import type { Mail } from './mailer.ts';

export interface LinkMail {
  name: string;
  /** Of the union. */
  union: string;
  link: string;
}

/** Of an invitation, good for seven days. */
export function invitationMail({ name, union, link }: LinkMail): Mail {
  return mail('Invito · Invitation — SIT', link, [
    [
      `Buongiorno, ${name}.`,
      `${union} la invita nel suo sistema informativo territoriale. Per entrare scelga una password a questo indirizzo, entro sette giorni:`,
      'Se non attendeva un invito, non faccia nulla.',
    ],
    [
      `Hello ${name},`,
      `${union} invites you to its land information system. To enter, choose a password at this address within seven days:`,
      'If you did not expect an invitation, do nothing.',
    ],
  ]);
}

/** Of a password forgotten, good for an hour. */
export function resetMail({ name, union, link }: LinkMail): Mail {
  return mail('Nuova password · New password — SIT', link, [
    [
      `Buongiorno, ${name}.`,
      `Qualcuno ha chiesto una nuova password per il suo accesso al sistema informativo territoriale di ${union}. La scelga a questo indirizzo, entro un’ora:`,
      'Se non è stato lei, non faccia nulla: la password resta quella di prima.',
    ],
    [
      `Hello ${name},`,
      `Somebody asked for a new password for your access to the land information system of ${union}. Choose it at this address within an hour:`,
      'If it was not you, do nothing: your password stays as it was.',
    ],
  ]);
}

type Words = [greeting: string, before: string, after: string];

function mail(subject: string, link: string, languages: [it: Words, en: Words]): Mail {
  const text = languages
    .map(([greeting, before, after]) => [greeting, before, link, after].join('\n\n'))
    .join('\n\n— — —\n\n');
  const html = languages
    .map(([greeting, before, after], index) => {
      const paragraphs = [escape(greeting), escape(before), anchor(link), escape(after)];
      return `<div lang="${index === 0 ? 'it' : 'en'}">${paragraphs.map((each) => `<p>${each}</p>`).join('')}</div>`;
    })
    .join('<hr>');
  return { subject, text: `${text}\n`, html: `<!doctype html><html><body>${html}</body></html>` };
}

function anchor(link: string): string {
  return `<a href="${escape(link)}">${escape(link)}</a>`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
