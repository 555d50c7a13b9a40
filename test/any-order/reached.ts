/** Where a run must have been: one that never came there proves nothing of it. Each is counted by the steps, the model, or the wallet. */
export const mustBeReached: readonly string[] = [
  ...['login', 'logout', 'activation', 'switch to particuliers', 'switch to pro', 'silent switch', 'step-up'],
  ...['ask: code', 'ask: page choose_account', 'ask: page signed_in_here', 'ask: page unavailable', 'ask: page consent'],
  ...['ask: error login_required', 'ask: error interaction_required', 'ask: error access_denied', 'sign out: code', 'resume: 400'],
  ...['detached page', 'page of somebody else', 'signed out for another account', 'press: stored', 'press: refused wrong_account'],
  // What asks for more than a link gives.
  ...['acr_values=code: page login', 'acr_values=strong: page login', 'essential code: page login', 'essential strong: page login'],
  ...['essential linked: page login', 'max_age=0: page login', 'max_age: page login', 'more: code'],
  ...['id_token_hint: page login', 'id_token_hint: error login_required', 'press: error login_required'],
  ...['login_hint: page login', 'operation: page login', 'operation: error login_required', 'token of an operation'],
  // Pushed requests.
  ...['pushed: code', 'pushed: page login', 'pushed request used again: error invalid_request_uri'],
  'pushed request of another client: error invalid_request_uri',
  // The bank.
  ...['revoke', 'deactivate', 'reset', 'change unheard', 'block', 'unblock', 'suspend', 'resume policy', 'end sessions'],
  ...['unavailable: suspended', 'unavailable: blocked', 'unavailable: delayed', 'unavailable: linked elsewhere'],
  ...['at once: ask and ask', 'at once: ask and press', 'at once: ask and adviser', 'twice: code', 'back: no_such_move'],
  // Tokens.
  ...['token that works', 'token of a link that is over', 'token of a suspended policy', 'token of a blocked account'],
  ...['token whose source is gone', 'token of a direct login that ended', 'token of a revoked family'],
  ...['refresh', 'refused refresh', 'replayed refresh token', 'refused code', 'replayed code', 'userinfo: 200', 'userinfo: 401'],
  ...['exchange', 'refused exchange', 'exchange of an exchanged token', 'granted token that works', 'granted token of a link that is over'],
];
