/**
 * Mail by SMTP (RFC 5321), to the bank's own relay, over TLS unless it is on this machine. SMTP cannot promise once: a connection that
 * breaks between the message and its acceptance leaves both sides with other beliefs. So a message is sent at least once, with the same
 * `Message-ID`, date and words at every try. What the server said goes nowhere: it may quote the address.
 */
import { createTransport } from 'nodemailer';
import type { ConfiguredNotices } from '../config/notices-configuration.ts';
import type { Mail, Mailer, MailOutcome } from './mail-port.ts';

/** Milliseconds. Shorter than the outbox waits, so that the reason is the server's and not the clock's. */
const timeouts = { dnsTimeout: 3_000, connectionTimeout: 4_000, greetingTimeout: 4_000, socketTimeout: 10_000, socketCloseTimeout: 1_000 };

export function createSmtpMail({ from, smtp }: ConfiguredNotices): Mailer {
  const { host, port, tls, username, password, ca } = smtp;
  const transport = createTransport({
    host,
    port,
    ...timeouts,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
    ...(username !== undefined && password !== undefined && { auth: { user: username, pass: password } }),
    // A text is a text, whatever it looks like.
    disableFileAccess: true,
    disableUrlAccess: true,
  });

  return {
    async send({ id, to, language, subject, text, date }, signal) {
      if (!isOneAddress(to)) return { outcome: 'refused', reason: 'no usable address' };
      try {
        await transport.sendMail({
          messageId: `<${id}@${from.address.split('@').at(-1)}>`,
          date,
          from,
          to: { name: '', address: to },
          // What the server is told is not read from the headers.
          envelope: { from: from.address, to: [to] },
          subject: oneLine(subject),
          text,
          // RFC 3834: no holiday notice may answer it.
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
          xMailer: false,
          signal,
        });
        return { outcome: 'sent' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

/** One mailbox and nothing that a header or a command could be made of. */
function isOneAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>(),:;"\\\p{Cc}]+@[^\s@<>(),:;"\\\p{Cc}]+$/u.test(text);
}

function oneLine(text: Mail['subject']): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

/** A 5xx to the recipient or the message is about this message; one to the greeting, the login or the sender is about the two servers. */
function outcomeOf(error: unknown): MailOutcome {
  const { code, command, responseCode }: { code?: unknown; command?: unknown; responseCode?: unknown } = Object(error);
  const reason = typeof responseCode === 'number' ? `status ${responseCode}` : typeof code === 'string' ? code : 'no answer';
  const aboutMessage = (code === 'EENVELOPE' && command !== 'MAIL FROM') || code === 'EMESSAGE';
  const forGood = aboutMessage && typeof responseCode === 'number' && responseCode >= 500;
  return { outcome: forGood ? 'refused' : 'try_again', reason };
}
