/** What the customer reads, in English, in place of each closed code; see french-codes.ts. */
import type { frenchCodes } from './french-codes.ts';
import type { Texts } from './shape.ts';

export const englishCodes: Texts<typeof frenchCodes> = {
  ineligible: {
    source_blocked: {
      what: 'The account of your {{source}} is blocked.',
      means: 'As long as it is blocked, the gateway stays closed.',
      next: 'Contact your adviser to have it unblocked, then start again.',
    },
    source_closed: {
      what: 'The account with which you are signed in to your {{source}} is closed.',
      means: 'The gateway can no longer start from this account.',
      next: 'Sign in to your {{target}} with the codes of that space, or contact your adviser.',
    },
    source_never_opened: {
      what: 'You have never signed in to your {{source}} with this account.',
      means: 'The gateway links only accounts that have been used at least once.',
      next: 'Sign in to your {{source}} once with your codes, then start again.',
    },
    counterpart_unknown: {
      what: 'We found no account in your name in the space “{{target}}”.',
      means: 'The gateway can link only two accounts of the same person.',
      next: 'If you believe that you have one, contact your adviser, who will check that it is registered in your name.',
    },
    counterpart_blocked: {
      what: 'The account of your {{target}} is blocked.',
      means: 'As long as it is blocked, the gateway cannot open it.',
      next: 'Contact your adviser to have it unblocked, then start again.',
    },
    counterpart_closed: {
      what: 'The account of your {{target}} is closed.',
      means: 'The gateway has no account left to open in that space.',
      next: 'Contact your adviser if you wish to open a new one.',
    },
    counterpart_never_opened: {
      what: 'You have never signed in to your {{target}}.',
      means: 'The gateway links only accounts that have been used at least once.',
      next: 'Sign in to your {{target}} once with the codes of that space. You can then activate the gateway.',
    },
    counterpart_linked_elsewhere: {
      what: 'The account of your {{target}} is already linked to another of your accounts.',
      means: 'An account can be linked to one other account only.',
      next: 'First switch off the existing gateway from the account that activated it (Profile, Your preferences), then start again here.',
    },
    policy_suspended: {
      what: 'The bank has suspended the gateway between your {{source}} and your {{target}} for the moment.',
      means: 'Your accounts are not affected, and your gateway, if you have one, is kept.',
      next: 'Meanwhile, sign in to your {{target}} with the codes of that space.',
    },
    events_silent: {
      what: 'The bank could not check the state of your accounts.',
      means: 'For your safety, the way between your {{source}} and your {{target}} is closed for now.',
      next: 'Try again in a few minutes. Meanwhile, sign in to your {{target}} with the codes of that space.',
    },
    reactivation_delay: {
      what: 'The gateway was switched off recently as a security measure.',
      means: 'Some time must pass before it can be activated again.',
      next: 'Meanwhile, sign in to your {{target}} with the codes of that space.',
    },
    no_authenticator: {
      what: 'The Pass Sécurité app is not installed for the account of your {{source}}.',
      means: 'Without it you cannot confirm the activation of the gateway.',
      next: 'Install Pass Sécurité on your phone and connect it to your {{source}}, then start again.',
    },
    not_administrator: {
      what: 'Only the administrator of the company can activate the gateway from the space “{{source}}”.',
      means: 'Your access to that space does not change, but it does not allow this activation.',
      next: 'Sign in to your {{target}} with the codes of that space, or ask the administrator of your company.',
    },
  },
  failed: {
    denied: {
      what: 'You declined the request in Pass Sécurité.',
      means: 'The gateway is not active. Nothing else has changed.',
      next: 'If you declined by mistake, start again. If the request was not yours, contact your adviser.',
    },
    expired: {
      what: 'The request was not confirmed in Pass Sécurité in time.',
      means: 'The gateway is not active. Nothing else has changed.',
      next: 'Start again when you have your phone at hand.',
    },
    interrupted: {
      what: 'Your situation changed during the activation, which was interrupted.',
      means: 'The gateway is not active. Nothing else has changed.',
      next: 'Start again. If it happens again, contact your adviser.',
    },
  },
  revoked: {
    customer: 'Switched off at your request.',
    secret_reset: 'Switched off automatically: the secret code of one of the two accounts was reset.',
    secret_changed: 'Switched off automatically: the secret code of one of the two accounts was changed.',
    administrator_changed: 'Switched off automatically: the company has a new administrator.',
    identifier_changed: 'Switched off automatically: the identifier of one of the two accounts was changed.',
    adviser: 'Switched off by your adviser.',
    account_closed: 'Switched off automatically: one of the two accounts was closed.',
    credential_version: 'Switched off automatically: the codes of one of the two accounts have changed.',
    policy: 'Switched off by the bank: this service has changed.',
    expired: 'Reached its end.',
  },
  revokedMeans: {
    customer: 'Whatever the gateway had opened is closed: each space asks for its own codes.',
    secret_reset: 'For your security, whatever the gateway had opened is closed: each space asks for its own codes, the new one included.',
    secret_changed:
      'For your security, whatever the gateway had opened is closed: each space asks for its own codes, the new one included.',
    administrator_changed: 'The consent of the former administrator no longer counts: each space asks for its own codes.',
    identifier_changed: 'For your security, whatever the gateway had opened is closed: each space asks for its own codes.',
    adviser: 'Whatever the gateway had opened is closed: each space asks for its own codes.',
    account_closed: 'There is no account left to open: this gateway cannot be activated again.',
    credential_version: 'For your security, a gateway does not outlive the codes that it was activated with: each space asks for its own.',
    policy: 'The terms that you had accepted are no longer in force: each space asks for its own codes.',
    expired: 'A gateway holds for a limited time: each space asks for its own codes again.',
  },
  revokedNext: {
    customer: 'To activate it again, start from your {{space}}.',
    secret_reset: 'If you did not ask for this, contact your adviser at once. To activate the gateway again, start from your {{space}}.',
    secret_changed: 'If that was not you, contact your adviser at once. To activate the gateway again, start from your {{space}}.',
    administrator_changed: 'The new administrator may activate it for themselves, from the space “{{space}}”.',
    identifier_changed:
      'If you did not ask for this, contact your adviser at once. To activate the gateway again, start from your {{space}}.',
    adviser: 'Your adviser can tell you why. To activate it again, start from your {{space}}.',
    account_closed: 'If you open a new account, you can link it from your {{space}}.',
    credential_version: 'If you changed nothing, contact your adviser at once. To activate the gateway again, start from your {{space}}.',
    policy: 'Your adviser can tell you more. If the service is still offered to you, activate it from your {{space}}.',
    expired: 'To activate it again, start from your {{space}}.',
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
    change_required:
      'This secret code was given to you by the bank: it must be changed first. Sign in again to the space of this code, choose a new one, then start again.',
  },
  strong: {
    no_authenticator: {
      what: 'The Pass Sécurité app is not installed for the account of your {{space}}.',
      means: 'This request must be confirmed in Pass Sécurité: it did not succeed.',
      next: 'Install Pass Sécurité on your phone and connect it to your {{space}}, then start again.',
    },
    approval_open: {
      what: 'Another request is already waiting for your confirmation in Pass Sécurité.',
      means: 'Only one request can wait at a time: this one was not sent.',
      next: 'Answer the other one on your phone, or wait until it expires, then start again.',
    },
    too_many_approvals: {
      what: 'Several requests have just been sent to Pass Sécurité and were not confirmed.',
      means: 'To protect you, no more requests are sent to your phone for some minutes: this one was not sent.',
      next: 'Start again later. If you did not make these requests, change your secret code.',
    },
  },
  codeChange: {
    wrong_credentials: 'The current secret code is wrong. Try again. After several errors, access is blocked for some minutes.',
    slow_down: 'Too many attempts from your connection. Wait {{seconds}} seconds, then try again.',
    not_six_digits: 'The new secret code must have exactly 6 digits.',
    unchanged: 'The new secret code must differ from the current one.',
    too_simple: 'This code is too easy to guess (the same digit, or digits in a row). Choose another one.',
    changed_meanwhile: 'Your secret code has just been changed elsewhere. If that was not you, contact your adviser at once.',
    too_late: 'The time to choose a new code is over. Your code was not changed: start again.',
  },
  form: {
    foreign_origin: {
      title: 'Request refused for safety',
      what: 'This request does not come from our pages.',
      means: 'For your safety, it was not carried out. Nothing has changed.',
      next: 'Go back to your space and start again. If you asked for nothing, close the page you came from.',
    },
    bad_token: {
      title: 'Page no longer valid',
      what: 'This page is no longer valid.',
      means: 'Your request was not carried out. Nothing has changed.',
      next: 'Go back to your space and start again.',
    },
    too_large: {
      title: 'Request too large',
      what: 'The request that was sent is too large.',
      means: 'It was not carried out. Nothing has changed.',
      next: 'Go back to your space and start again with a shorter entry.',
    },
    not_a_form: {
      title: 'Request not carried out',
      what: 'The request was not sent by one of our pages.',
      means: 'It was not carried out. Nothing has changed.',
      next: 'Go back to your space and start again.',
    },
    malformed: {
      title: 'Incomplete request',
      what: 'The request is incomplete or damaged.',
      means: 'It was not carried out. Nothing has changed.',
      next: 'Go back to your space and start again.',
    },
  },
  history: {
    consented: 'Consent given',
    approval_requested: 'Confirmation requested in Pass Sécurité',
    activated: 'Gateway activated',
    declined: 'Activation declined',
    erased: 'Data erased',
    expired: 'Request expired',
    revoked: 'Gateway switched off',
  },
  loginEnd: {
    stepped_up: 'replaced by a login with the codes of the space',
    account_unusable: 'stopped: an account could no longer be used',
    policy_suspended: 'stopped: service suspended',
    signed_out: 'ended by signing out',
    session_revoked: 'ended by your bank',
    revoked: 'stopped because the gateway was switched off',
  },
};
