/** A notice as a mail: looked up, put into the customer's words, handed to the mailer. Addresses pass through here and stay nowhere. */
import { createHash } from 'node:crypto';
import type { Notice, NoticeSender } from '../../linking/notice.ts';
import type { AccountContacts } from './account-contacts-port.ts';
import type { Mailer } from './mail-port.ts';
import type { NoticeText } from './notice-text.ts';

export interface NoticeSenderDeps {
  readonly contacts: AccountContacts;
  readonly mailer: Mailer;
  readonly textOf: NoticeText;
}

export function createNoticeSender({ contacts, mailer, textOf }: NoticeSenderDeps): NoticeSender {
  return {
    async send(notice, signal) {
      const contact = await contacts.contactOf(notice.accountId);
      if (!contact) return { outcome: 'no_address' };
      const mail = { id: mailIdOf(notice), to: contact.email, date: notice.at, ...textOf(notice, contact.language) };
      return mailer.send(mail, signal);
    },
  };
}

/** Says nothing of the link that is in the notice's. */
function mailIdOf({ id }: Notice): string {
  return createHash('sha256').update(id).digest('base64url');
}
