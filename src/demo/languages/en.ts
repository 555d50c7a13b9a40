/** The demo's words in English; see french.ts and french-desk.ts. */
import type { DemoLanguage } from '../words.ts';

export const language: DemoLanguage = {
  locale: 'en-GB',
  words: {
    space: {
      switch: 'Change space',
      here: '{{space}}: you are here',
      toActivate: 'To be activated once; the next page guides you.',
      closed: 'This access is not open at the moment; the next page tells you why.',
      signOut: 'Sign out',
      hello: 'Hello {{name}}',
      door: 'Sign in to see your accounts and carry out your operations.',
      signIn: 'Sign in',
      account: 'Your account',
      accountNumber: 'Account {{number}}',
      accountEnding: 'Account ending in {{ending}}',
      profile: 'Profile',
      preferences: 'Your preferences',
      access: 'Access to your web spaces',
      security: 'Security',
      changeCode: 'Change your secret code',
      transfer: 'Make a transfer',
      transferNote: 'Each transfer is confirmed with the secret code of this space and your Pass Sécurité.',
      payee: 'Payee',
      amountInEuros: 'Amount in euros',
      amountExample: 'For example 12.50',
      submit: 'Confirm the transfer',
      operations: 'Operations carried out',
      noOperation: 'No operation yet.',
      date: 'Date',
      amount: 'Amount',
      claims: 'Information received from the login service',
      home: 'Back to the home page',
      panelOff: 'Access to this space is not activated.',
      panelRefused: 'This balance cannot be shown: access to your other account is not open, or no longer is.',
      panelBusy: 'This balance is not available at the moment. Try again in a few moments.',
    },
    activated: {
      title: 'The gateway is active',
      text: 'From now on you go from one space to the other from the menu at the top of the page, without typing your codes again. To switch it off at any time: Profile, Your preferences, Access to your web spaces, in the space that activated it.',
    },
    login: {
      access_denied: {
        title: 'Access was not opened',
        text: 'The request was declined, given up, or is not possible for your accounts. You can sign in with the identifier and the secret code of this space, or contact your adviser.',
      },
      login_required: {
        title: 'Sign-in needed',
        text: 'To enter this space, sign in with the identifier and the secret code of this space.',
      },
      account_selection_required: {
        title: 'A choice remains to be made',
        text: 'More than one of your accounts can be opened here. Choose “Sign in” and follow the steps.',
      },
      interaction_required: {
        title: 'One step remains',
        text: 'Your consent or a confirmation is needed. Choose “Sign in” and follow the steps.',
      },
      consent_required: {
        title: 'Your consent is needed',
        text: 'Choose the way to this space again and follow the steps.',
      },
      unmet_authentication_requirements: {
        title: 'Confirmation not sufficient',
        text: 'The confirmation that was asked for was not given. Start again and confirm the request in your Pass Sécurité.',
      },
      invalid_request: {
        title: 'Request not recognised',
        text: 'The link that you followed is not valid. Go back to the home page of your space and start again from the menu.',
      },
      temporarily_unavailable: {
        title: 'Service unavailable for the moment',
        text: 'Your request could not be completed. Try again in a few minutes; nothing was changed.',
      },
      unknown_state: {
        title: 'This request is no longer under way',
        text: 'It was dealt with already, has expired, or was not started here. Go back to the home page and start again if need be.',
      },
      invalid_response: {
        title: 'Answer refused',
        text: 'The answer that we received could not be checked: for your safety, it was ignored. Start again from the home page.',
      },
    },
    operation: {
      done: {
        title: 'Operation carried out',
        text: 'Your operation was confirmed and is in the list below.',
      },
      access_denied: {
        title: 'Operation not confirmed',
        text: 'The confirmation was declined or given up. Nothing was carried out.',
      },
      operation_other_account: {
        title: 'Operation not carried out',
        text: 'The confirmation does not come from the account that asked for the operation. Nothing was carried out; sign in again and start again.',
      },
      operation_not_strong: {
        title: 'Operation not carried out',
        text: 'The confirmation must be given with your secret code and your Pass Sécurité. Nothing was carried out.',
      },
      operation_not_fresh: {
        title: 'Operation not carried out',
        text: 'The confirmation is older than your request. Nothing was carried out; start again.',
      },
      operation_not_approved: {
        title: 'Operation not carried out',
        text: 'What was confirmed is not this operation. Nothing was carried out; start again.',
      },
      otherwise: {
        title: 'Operation not carried out',
        text: 'The confirmation did not succeed. Nothing was carried out; you can start again.',
      },
    },
    refusal: {
      invalid_issuer: {
        title: 'Link not recognised',
        text: 'This link does not come from the login service of your bank. Enter your space by its home page.',
      },
      invalid_operation: {
        title: 'Operation incomplete',
        text: 'Give a payee (70 characters at most) and an amount above zero, for example 12.50.',
      },
      foreign_origin: {
        title: 'Request refused',
        text: 'This request does not come from a page of your space. Go back to the home page and start again.',
      },
      provider_unreachable: {
        title: 'Login service out of reach',
        text: 'The login service does not answer. Try again in a few moments; nothing was changed.',
      },
      otherwise: {
        title: 'The request did not succeed',
        text: 'Something went wrong. Start again from the home page; if it happens again, contact your adviser.',
      },
    },
    ended: {
      title: 'You were signed out',
      otherwise: 'Your login has ended. You can sign in here with the identifier and the secret code of this space.',
      because: {
        customer:
          'The gateway between your spaces is switched off, at your request. You can sign in here with the identifier and the secret code of this space.',
        secret_reset:
          'The gateway between your spaces is switched off, because one of your secret codes was reset. You can sign in here with the identifier and the secret code of this space. You can activate the gateway again from your business space, after a security delay.',
        secret_changed:
          'The gateway between your spaces is switched off, because one of your secret codes was changed. You can sign in here with the identifier and the secret code of this space. You can activate the gateway again from your business space, after a security delay.',
        administrator_changed:
          'The gateway between your spaces is switched off, because the company has a new administrator. You can sign in here with the identifier and the secret code of this space. The new administrator can activate their own from the business space.',
        identifier_changed:
          'The gateway between your spaces is switched off, because one of your identifiers has changed. You can sign in here with the identifier and the secret code of this space. You can activate the gateway again from your business space, after a security delay.',
        adviser:
          'The gateway between your spaces is switched off by your adviser. You can sign in here with the identifier and the secret code of this space. Contact your adviser to learn why.',
        account_closed:
          'The gateway between your spaces is switched off, because one of your two accounts is closed. If your account of this space is open, sign in with its identifier and secret code.',
        credential_version:
          'The gateway between your spaces is switched off, because the codes of one of your accounts have changed. You can sign in here with the identifier and the secret code of this space. You can activate the gateway again from your business space, after a security delay.',
        policy:
          'The gateway between your spaces is switched off by your bank: this service has changed. You can sign in here with the identifier and the secret code of this space. Your adviser can tell you more.',
        expired:
          'The gateway between your spaces is switched off, because it has reached its end. You can sign in here with the identifier and the secret code of this space. You can activate it again from your business space.',
        signed_out:
          'You signed out, here or in the space by which you had entered. You can sign in here with the identifier and the secret code of this space.',
        account_unusable:
          'One of your accounts is blocked, and access by the gateway is stopped. Contact your adviser; once it is unblocked, you can go from one space to the other again.',
        policy_suspended:
          'Going from one space to the other is suspended for the moment. Your accounts are not affected. You can sign in here with the identifier and the secret code of this space.',
        session_revoked:
          'Your bank has ended your logins, for your safety. You can sign in here with the identifier and the secret code of this space. If you do not know why, contact your adviser.',
      },
    },
    phone: {
      intro: 'A simulator of the app that confirms your requests.',
      identifier: 'Your identifier',
      submit: 'See my requests',
      pendingTitle: 'Requests waiting',
      nothing: 'No request is waiting. After a request in your space, reload this page.',
      approve: 'Approve',
      deny: 'Decline',
      detail: 'Detail of the request',
      pastTitle: 'Past requests',
      refused: 'Answer not taken into account',
      choose: 'Choose to approve or to decline.',
      unknown: 'This telephone does not know this request.',
      late: 'This request is no longer waiting: your answer was not taken into account.',
      otherMessage: 'Your bank asks you to confirm.',
      states: {
        pending: 'Waiting',
        approved: 'Approved',
        denied: 'Declined',
        expired: 'Expired',
      },
      kinds: {
        account_link: 'Linking your two spaces',
        login: 'Login',
        operation: 'Operation',
        secret_code_reset: 'New secret code: decline if you did not ask for it yourself',
        otherwise: 'Request for confirmation',
      },
    },
    desk: {
      title: 'Adviser’s desk',
      space: 'Space',
      identifier: 'Identifier of the customer',
      find: 'See the customer',
      account: 'Account',
      accountNumber: 'Account {{number}}',
      state: 'State:',
      explain: 'Going to the other space now',
      possible: 'Possible',
      impossible: 'Not possible',
      retryAt: 'A new activation is possible from {{time}}.',
      yes: 'yes',
      no: 'no',
      colon: ': ',
      act: 'Act on this account',
      actNote:
        'Each action takes effect at once. A code that is reset becomes 000000 and must be changed at the next login. Closing is final.',
      actions: {
        revoke: 'Revoke the gateway',
        'reset-code': 'Reset the secret code',
        'change-administrator': 'Change the administrator',
        block: 'Block',
        unblock: 'Unblock',
        close: 'Close',
        suspend: 'Suspend',
        resume: 'Put back in service',
      },
      links: 'Gateways',
      noLink: 'This customer has never activated a gateway with this account.',
      broken: 'The history of this gateway is not intact. Tell the security team.',
      history: 'History',
      uses: 'Passages',
      service: 'Service',
      gateway: 'Gateway',
      forAll: 'for all customers.',
      erased: '(account erased)',
      and: '{{one}} and {{other}}',
      way: '{{source}} to {{target}}',
      states: {
        pending: 'being activated',
        active: 'active',
        declined: 'activation declined',
        expired: 'activation not completed',
        revoked: 'switched off',
      },
      statuses: {
        never_opened: 'never opened',
        active: 'active',
        blocked: 'blocked',
        closed: 'closed',
      },
      policies: {
        active: 'in service',
        suspended: 'suspended',
      },
      reasons: {
        customer: 'at the customer’s request',
        secret_reset: 'secret code reset',
        secret_changed: 'secret code changed by the customer',
        administrator_changed: 'new administrator',
        identifier_changed: 'new identifier',
        adviser: 'revoked by the adviser',
        account_closed: 'account closed',
        credential_version: 'the codes of one of the accounts have changed',
        policy: 'service withdrawn by the bank',
        expired: 'reached its end',
      },
      events: {
        consented: 'Consent given',
        approval_requested: 'Confirmation requested in Pass Sécurité',
        activated: 'Gateway activated',
        declined: 'Activation declined',
        expired: 'Request expired',
        revoked: 'Gateway switched off',
        erased: 'Data of an account erased',
      },
      ends: {
        stepped_up: 'replaced by a login with the codes of the space',
        account_unusable: 'stopped: an account could no longer be used',
        policy_suspended: 'stopped: service suspended',
        signed_out: 'ended by signing out',
        session_revoked: 'ended by the bank',
        revoked: 'stopped because the gateway was switched off',
      },
      via: {
        browser: 'in a browser',
        grant: 'by a server of the space',
      },
      checks: {
        policy: 'The gateway is in service between these spaces',
        event_feed: 'The bank receives security events',
        source_account: 'The account that the customer comes from can be used',
        same_person: 'The same person has an account in the other space',
        counterpart_account: 'The account of the other space can be used',
        counterpart_free: 'The account of the other space is not linked elsewhere',
        reactivation_delay: 'The security delay is over',
        may_activate: 'The customer may activate the gateway',
        authenticator: 'Pass Sécurité is installed',
        link: 'The gateway is active',
      },
      codes: {
        allowed: 'The switch is possible.',
        source_blocked: 'The account of this space is blocked.',
        source_closed: 'The account of this space is closed.',
        source_never_opened: 'The account of this space was never opened.',
        counterpart_unknown: 'No account of the same person in the other space.',
        counterpart_blocked: 'The account of the other space is blocked.',
        counterpart_closed: 'The account of the other space is closed.',
        counterpart_never_opened: 'The account of the other space was never opened.',
        counterpart_linked_elsewhere: 'The account of the other space is already linked to another account.',
        policy_suspended: 'The gateway is suspended.',
        events_silent: 'The security events of the bank no longer arrive.',
        reactivation_delay: 'The delay before a new activation is not over.',
        no_authenticator: 'Pass Sécurité is not installed.',
        not_administrator: 'The customer is not the administrator of the company.',
        no_policy: 'No gateway is provided for between these spaces.',
        unknown_account: 'This account is not of this space.',
        link_missing: 'The gateway is not active.',
        credential_version: 'The codes of one of the accounts have changed.',
        policy: 'The bank has withdrawn the service.',
        expired: 'The gateway has reached its end.',
      },
      actors: {
        operator: 'adviser ({{name}})',
        issuer: 'system of the bank',
        activating_account: 'customer, activating space',
        other_account: 'customer, other space',
        authenticator: 'customer, in Pass Sécurité',
        provider: 'automatic',
      },
      done: {
        'reset-code': {
          title: 'Secret code reset',
          text: 'The new code is 000000; the customer must choose another one at the next login. Their gateways are switched off.',
        },
        'change-administrator': {
          title: 'New administrator recorded',
          text: 'The gateways of this account are switched off.',
        },
        revoke: {
          title: 'Gateway revoked',
          text: 'This account has no active gateway left, and the logins that came from it are stopped.',
        },
        block: {
          title: 'Account blocked',
          text: 'The logins that went through the gateway are stopped. The gateway stays on record.',
        },
        unblock: {
          title: 'Account unblocked',
          text: 'The customer can go from one space to the other again; the logins that were stopped stay so.',
        },
        close: {
          title: 'Account closed',
          text: 'The gateways of this account are switched off for good.',
        },
        suspend: {
          title: 'Gateway suspended',
          text: 'No switch is possible any more, for anybody. The gateways of customers stay on record.',
        },
        resume: {
          title: 'Gateway back in service',
          text: 'Switches are possible again; the logins that were stopped stay so.',
        },
      },
      refused: 'The request did not succeed',
      missing: 'Something is missing. Check the space and the identifier, then start again.',
      notFound: 'This account, or this gateway, does not exist. Check the space and the identifier.',
      otherwise: 'Nothing is certain: check below, then start again. Code: {{code}}',
    },
  },
};
