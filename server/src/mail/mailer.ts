/** Sends mail through the relay of SIT_SMTP_URL. */
import type { MailConfig } from '../config.ts';

export interface Mail {
  subject: string;
  text: string;
  html: string;
}

const PATIENCE_MILLISECONDS = 10_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Rejects when the relay is not reached, or does not take the mail. Links in it open accounts, so that it goes
 * out encrypted or not at all, but to this machine; `?requireTLS=false` in the address allows a relay in clear.
 */
export async function sendMail(
  { smtpUrl, from }: MailConfig,
  to: { name: string; email: string },
  mail: Mail,
): Promise<void> {
  // 30 MB of memory, which who sends no mail need not hold.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    // What the address says after `?` goes before these.
    url: smtpUrl,
    requireTLS: smtpUrl.startsWith('smtp:') && !LOOPBACK.test(new URL(smtpUrl).hostname),
    connectionTimeout: PATIENCE_MILLISECONDS,
    greetingTimeout: PATIENCE_MILLISECONDS,
    socketTimeout: PATIENCE_MILLISECONDS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      ...mail,
      from,
      to: { name: to.name, address: to.email },
      // RFC 3834 §5: nobody's absence note answers it.
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  } finally {
    transport.close();
  }
}
