/** The receipt of a consent, in English; see french-receipt.ts. */
import type { frenchReceipt } from './french-receipt.ts';
import type { Texts } from './shape.ts';

export const englishReceipt: Texts<typeof frenchReceipt> = {
  receipt: {
    title: 'Receipt of your consent',
    see: 'See the receipt of your consent',
    heading: 'Receipt of your consent',
    intro: 'This receipt says what you consented to, when, and how to change your mind.',
    active: 'The gateway has been active since {{date}}.',
    ended: 'The gateway is no longer active. It was active from {{from}} to {{to}}.',
    back: 'Back to your preferences',
    keep: 'Keep this receipt',
    print: 'To print it or save it as a PDF, use the “Print” command of your browser.',
    signed: 'The signed receipt holds the same information and the bank’s signature, which proves that it is the bank’s and unchanged.',
    download: 'Download the signed receipt',
    fileName: 'gateway-receipt',
    what: 'What you agreed to',
    purpose:
      'Going from one of your two spaces to the other, both ways and on the web only, without typing your identifier and your secret code again.',
    limits:
      'The gateway does not merge your accounts, does not share your secret codes and gives nobody else access to your spaces. Sensitive operations are still validated with the means of each space.',
    accounts: 'The two linked accounts',
    activating: 'Switched on from',
    other: 'Linked to',
    asDescribed: 'Names and masked numbers as the bank knows them on the date of this receipt.',
    when: 'The dates',
    utc: '({{utc}} UTC)',
    forEver: 'No end date: the gateway stays active until it is switched off.',
    until: 'The gateway ends by itself on {{date}}.',
    how: 'How you gave your consent',
    approved: 'You accepted the text below in your {{space}}, then confirmed in Pass Sécurité, on your telephone.',
    proofs: {
      login: 'You had just signed in with the codes of that space.',
      secret_code: 'You typed the secret code of that space again.',
      same_person: 'The bank checked that both accounts belong to the same person.',
      target_login: 'You also typed the identifier and the secret code of the other space.',
    },
    withdraw: 'Changing your mind',
    withdrawHow: 'You can switch the gateway off at any time in your {{space}}:',
    withdrawn: 'There is nothing to do: this gateway is already switched off, and cannot become active again.',
    steps: 'Profile, Your preferences, Access to your web spaces',
    effect: 'It takes effect at once.',
    text: 'The text that you accepted',
    textVersion: 'Version {{version}} of the text, word for word.',
    textMissing: {
      version_not_held: 'The text of version {{version}} is no longer kept here. Its fingerprint, below, makes it recognisable.',
      described_otherwise:
        'The text of version {{version}} can no longer be shown word for word: a name or a number in it is no longer the same, or no longer known. Its fingerprint, below, makes it recognisable.',
    },
    controller: 'Responsible for your data',
    evidence: 'References and fingerprints',
    evidenceIntro: 'With these the bank can find this consent again and check that nothing was changed.',
    issuedAt: 'Receipt issued on',
    issuer: 'Issuer',
    record: 'Reference of the consent',
    textHash: 'Fingerprint of the text (SHA-256)',
    challenge: 'Fingerprint of the confirmation',
    history: 'Fingerprint of the history ({{number}} steps)',
  },
};
