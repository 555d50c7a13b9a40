/** The port through which a notice leaves: a mail server (smtp-mail.ts), or the demo's mailbox. */
import type { NoticeOutcome } from '../../linking/notice.ts';

export interface Mail {
  /** The same at every try: the left side of the `Message-ID`. */
  readonly id: string;
  readonly to: string;
  readonly language: string;
  readonly subject: string;
  /** Plain text: nothing in it can be clicked or loaded. */
  readonly text: string;
  readonly date: Date;
}

export type MailOutcome = Exclude<NoticeOutcome, { outcome: 'no_address' }>;

export interface Mailer {
  /**
   * MUST answer `sent` only once the message is accepted, and MUST stop when `signal` aborts. MUST NOT throw what holds the address. Two
   * messages with one id are one message: a mailbox shows it once.
   */
  send(mail: Mail, signal: AbortSignal): Promise<MailOutcome>;
}
