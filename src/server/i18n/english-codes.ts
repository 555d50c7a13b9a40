/** What the customer reads, in English, in place of each closed code; see french-codes.ts. */
import type { frenchCodes } from './french-codes.ts';
import type { Texts } from './shape.ts';

export const englishCodes: Texts<typeof frenchCodes> = {
  ineligible: {
    source_blocked: {
      what: 'Your account in {{source}} is blocked, so the gateway cannot be used.',
      next: 'Contact your adviser to have it unblocked, then start again.',
    },
    source_closed: {
      what: 'The account you are signed in with in {{source}} is closed.',
      next: 'Sign in to {{target}} with the codes of that space, or contact your adviser.',
    },
    source_never_opened: {
      what: 'You have never signed in to {{source}} with this account.',
      next: 'Sign in to {{source}} once with your codes, then start again.',
    },
    counterpart_unknown: {
      what: 'We found no account in your name in {{target}} that the gateway could open.',
      next: 'If you believe that you have one, contact your adviser, who will check that it is registered in your name.',
    },
    counterpart_blocked: {
      what: 'Your account in {{target}} is blocked, so the gateway cannot open it.',
      next: 'Contact your adviser to have it unblocked, then start again.',
    },
    counterpart_closed: {
      what: 'Your account in {{target}} is closed, so the gateway cannot open it.',
      next: 'Contact your adviser if you wish to open a new one.',
    },
    counterpart_never_opened: {
      what: 'You have never signed in to {{target}}.',
      next: 'Sign in to {{target}} once with the codes of that space. You can then activate the gateway.',
    },
    counterpart_linked_elsewhere: {
      what: 'Your account in {{target}} is already linked to another of your accounts. An account can be linked only once.',
      next: 'First switch off the existing gateway from the account that activated it (Profile, Your preferences), then start again here.',
    },
    policy_suspended: {
      what: 'The gateway between {{source}} and {{target}} is suspended for the moment. Your accounts are not affected.',
      next: 'Meanwhile, sign in to {{target}} with the codes of that space.',
    },
    reactivation_delay: {
      what: 'The gateway was switched off recently as a security measure. It cannot be activated again straight away.',
      next: 'You can activate it again later. Meanwhile, sign in to {{target}} with the codes of that space.',
    },
    no_authenticator: {
      what: 'The Pass Sécurité app is not installed for your account in {{source}}. It is needed to activate the gateway.',
      next: 'Install Pass Sécurité on your phone and connect it to {{source}}, then start again.',
    },
    not_administrator: {
      what: 'Only the administrator of the company can activate the gateway from {{source}}.',
      next: 'Sign in to {{target}} with the codes of that space, or ask the administrator of your company.',
    },
  },
  failed: {
    denied: {
      what: 'You declined the request in Pass Sécurité. The gateway is not active.',
      next: 'If you declined by mistake, go back to your space and start again. If the request was not yours, contact your adviser.',
    },
    expired: {
      what: 'The request was not confirmed in Pass Sécurité in time. The gateway is not active.',
      next: 'Go back to your space and start again when you have your phone at hand.',
    },
    interrupted: {
      what: 'The activation was interrupted because something changed while it was under way. The gateway is not active.',
      next: 'Go back to your space and start again.',
    },
  },
  revoked: {
    customer: 'Switched off at your request.',
    secret_reset: 'Switched off automatically: a secret code was reset. You can activate it again after the security delay.',
    secret_changed: 'Switched off automatically: a secret code was changed. You can activate it again after the security delay.',
    administrator_changed: 'Switched off automatically: the company has a new administrator, who may activate it for themselves.',
    identifier_changed: 'Switched off automatically: an identifier was changed. You can activate it again after the security delay.',
    adviser: 'Switched off by your adviser. Contact them to learn why.',
    account_closed: 'Switched off automatically: one of the two accounts was closed. It cannot be activated again.',
    credential_version:
      'Switched off automatically: the codes of one of the accounts were changed. You can activate it again after the security delay.',
    policy: 'Switched off by the bank: this service has changed. Your adviser can tell you more.',
    expired: 'Reached its end. You can activate it again.',
  },
  move: {
    changed: 'Something has changed since this page was shown. Read it again and make your choice.',
    wrong_account: 'These codes belong to another account. Enter the secret code of the account shown, or cancel and sign out first.',
    level_not_reached: 'This request must be confirmed in Pass Sécurité. Start again and confirm it on your phone.',
    source_proof_required: 'You signed in some time ago. Enter your secret code to go on.',
    counterpart_proof_required: 'Enter the identifier and the secret code of the account to be linked to go on.',
    counterpart_not_offered: 'The account you chose can no longer be linked. Choose one of those offered.',
    activation_under_way:
      'An activation of this account is already waiting, perhaps in another browser. Finish it, or wait a few minutes and start again.',
    too_many_activations: 'Too many activations were started for this account. Start again in an hour.',
  },
  credential: {
    wrong_credentials:
      'Wrong identifier or secret code. Check what you typed and try again. After several errors, access is blocked for some minutes.',
    slow_down: 'Too many attempts from your connection. Wait {{seconds}} seconds, then try again.',
  },
  strong: {
    no_authenticator: {
      what: 'This request must be confirmed in Pass Sécurité, and the app is not installed for your account in {{space}}.',
      next: 'Install Pass Sécurité on your phone and connect it to {{space}}, then start again.',
    },
    approval_open: {
      what: 'Another request is already waiting for your confirmation in Pass Sécurité.',
      next: 'Answer it on your phone, or wait until it expires, then start again.',
    },
  },
  codeChange: {
    wrong_credentials: 'The current secret code is wrong. Try again. After several errors, access is blocked for some minutes.',
    slow_down: 'Too many attempts from your connection. Wait {{seconds}} seconds, then try again.',
    not_six_digits: 'The new secret code must have exactly 6 digits.',
    unchanged: 'The new secret code must differ from the current one.',
    too_simple: 'This code is too easy to guess (the same digit, or digits in a row). Choose another one.',
    changed_meanwhile: 'Your secret code has just been changed elsewhere. If that was not you, contact your adviser at once.',
  },
  form: {
    foreign_origin: {
      what: 'This request does not come from our pages. It was not carried out.',
      next: 'Go back to your space and start again.',
    },
    bad_token: { what: 'This page is no longer valid. Your request was not carried out.', next: 'Go back to your space and start again.' },
    too_large: { what: 'The request is too large. It was not carried out.', next: 'Go back to your space and start again.' },
    not_a_form: {
      what: 'The request is not in the expected format. It was not carried out.',
      next: 'Go back to your space and start again.',
    },
    malformed: { what: 'The request is malformed. It was not carried out.', next: 'Go back to your space and start again.' },
  },
  history: {
    consented: 'Consent given',
    approval_requested: 'Confirmation requested in Pass Sécurité',
    activated: 'Gateway activated',
    declined: 'Activation declined',
    expired: 'Request expired',
    revoked: 'Gateway switched off',
  },
  loginEnd: {
    stepped_up: 'replaced by a login with the codes of the space',
    account_unusable: 'stopped: an account could no longer be used',
    policy_suspended: 'stopped: service suspended',
    signed_out: 'ended by signing out',
    revoked: 'stopped because the gateway was switched off',
  },
};
