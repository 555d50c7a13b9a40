/** Whether this server tells its customers, and how: by the mail server of the configuration, or by what it is given in its place. */
import type { NoticeSender } from '../../linking/notice.ts';
import type { Configuration } from '../config/configuration.ts';
import type { AccountContacts } from './account-contacts-port.ts';
import type { Mailer } from './mail-port.ts';
import { createNoticeSender } from './notice-sender.ts';
import { createNoticeText } from './notice-text.ts';
import { createSmtpMail } from './smtp-mail.ts';

export interface NoticesDeps {
  readonly configuration: Configuration;
  readonly mailer: Mailer | undefined;
  readonly contacts: AccountContacts | undefined;
}

export function createNotices({ configuration, mailer, contacts }: NoticesDeps): NoticeSender | undefined {
  const { notices, spaces, languages, timeZone } = configuration;
  const outgoing = mailer ?? (notices && createSmtpMail(notices));
  if (!outgoing) return undefined;
  if (!contacts) throw new TypeError('contacts: notices need to know where customers are written to; a directory of your own does not say');
  return createNoticeSender({ contacts, mailer: outgoing, textOf: createNoticeText({ spaces, languages, timeZone }) });
}
