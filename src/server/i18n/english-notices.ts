/** What customers are written, in English; see french-notices.ts. */
import type { frenchNotices } from './french-notices.ts';
import type { Texts } from './shape.ts';

export const englishNotices: Texts<typeof frenchNotices> = {
  greeting: 'Hello,',
  activated: {
    subject: 'The gateway between your spaces is active',
    what: 'On {{when}}, the gateway between your {{activating}} and your {{other}} was activated from your {{activating}}, then confirmed in Pass Sécurité.',
    means:
      'Each of these two spaces now opens the other without asking for its codes. Sensitive operations still ask for the codes of the space in which they are made.',
  },
  new_browser: {
    subject: 'Your gateway was used in a new browser',
    what: 'On {{when}}, the gateway opened your {{target}} from your {{source}}, in a browser where it had not been used before.',
    whatIn:
      'On {{when}}, the gateway opened your {{target}} from your {{source}}, in a browser where it had not been used before ({{browser}}).',
    means:
      'If it was you, there is nothing to do. A device that you have just changed, private browsing and deleted cookies count as a new browser.',
    last: 'These are many new browsers for one day: we will not write to you about further ones for up to a day. All uses remain in your preferences, in each of your two spaces: if you do not recognise all of them, do not wait for another message.',
  },
  revoked: {
    subject: 'The gateway between your spaces is switched off',
    what: 'On {{when}}, the gateway between your {{activating}} and your {{other}} was switched off.',
    because: {
      customer: 'This was done at your request, in your preferences.',
      secret_reset: 'This was done automatically, for your security: the secret code of one of the two accounts was reset.',
      secret_changed: 'This was done automatically, for your security: the secret code of one of the two accounts was changed.',
      administrator_changed: 'This was done automatically: the company has a new administrator.',
      identifier_changed: 'This was done automatically, for your security: the identifier of one of the two accounts was changed.',
      adviser: 'This was done by your adviser.',
      account_closed: 'This was done automatically: one of the two accounts was closed.',
      credential_version: 'This was done automatically, for your security: the codes of one of the two accounts have changed.',
      policy: 'This was done by the bank: the terms of this service have changed.',
      expired: 'It had reached its end.',
    },
    means:
      'Whatever the gateway had opened is closed: each space asks for its own codes again. You can activate it again from your {{activating}}, if it is offered to you there.',
    notYou:
      'If you did not expect this change, call your bank at once, on the number that you know already: the one on your card or your statements.',
  },
  notYou:
    'If it was not you, call your bank at once, on the number that you know already: the one on your card or your statements. Switch off the gateway as well: open your {{activating}} yourself, as you usually do, then Profile, Your preferences, Access preferences for your web spaces.',
  noLink:
    'This message holds no link, and we will never ask you for a code in reply. A message like it that offers you a link or a number to call does not come from us.',
  why: 'This message is about the account of your {{space}}.',
};
