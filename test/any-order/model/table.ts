/**
 * The table of docs/linked-from.md once more, from its text and not from the code: what a request comes to, given who is signed in where.
 * Only of what the commands of this folder can ask for.
 */
export type Space = 'pro' | 'particuliers';
export type Level = 'linked' | 'code' | 'strong';
export type Choice = 'linked' | 'current' | 'login';

export interface Asked {
  readonly space: Space;
  /** Whether `linked_from` names the other space. */
  readonly from: boolean;
  readonly prompt?: 'none' | 'login';
  readonly acr?: 'code' | 'strong';
  /** A `max_age` that no direct login of a sequence is too old for. */
  readonly maxAge?: true;
}

export interface Holder {
  readonly account: string;
  readonly level: Level;
}

export interface Situation {
  readonly asked: Asked;
  readonly target: Holder | undefined;
  /** A direct login in the other space that may open this one: undefined is row 5. */
  readonly source: { readonly counterpart: string; readonly linked: boolean; readonly ineligible: boolean } | undefined;
  /** Of whoever is signed in in the other space, usable or not. */
  readonly counterpart: string | undefined;
  /** Row 4 asks for the link alone. */
  readonly linkNames: string | undefined;
  readonly choice: { readonly choice: Choice; readonly account: string } | undefined;
}

export type Decided = 'login' | 'code' | 'signed_in_here' | 'choose_account' | 'unavailable' | 'consent' | 'linked' | 'open_counterpart';

export interface Decision {
  readonly is: Decided;
  /** With `prompt=none`. */
  readonly silently: 'code' | 'login_required' | 'access_denied' | 'account_selection_required' | 'interaction_required';
}

export function decide(situation: Situation): Decision {
  const { asked, target, source, counterpart, linkNames } = situation;
  const own = ordinary(asked, target);
  if (!asked.from) return own;
  if (asked.prompt === 'login' || asked.maxAge || asked.acr) {
    return target && own.is === 'code' && target.account !== counterpart ? signedInHere(situation, target, 'login_required', own) : own;
  }
  if (target && target.account === linkNames) return own;
  if (!source) {
    return target ? signedInHere(situation, target, 'login_required', own) : { is: 'login', silently: 'login_required' };
  }
  if (source.ineligible) return { is: 'unavailable', silently: 'access_denied' };
  const opens = source.linked || asked.space === 'particuliers';
  if (target && opens && target.account !== source.counterpart) return chooseAccount(situation, target, own);
  if (source.linked) return { is: 'linked', silently: 'code' };
  if (asked.space === 'particuliers') return { is: 'consent', silently: 'interaction_required' };
  return target ? signedInHere(situation, target, 'interaction_required', own) : { is: 'login', silently: 'interaction_required' };
}

/** What a provider does of itself, a linked login being good for no `max_age` and no level but its own. */
function ordinary({ prompt, acr, maxAge }: Asked, target: Holder | undefined): Decision {
  const enough =
    target &&
    prompt !== 'login' &&
    !(maxAge && target.level === 'linked') &&
    (acr === undefined || target.level === 'strong' || target.level === acr);
  return enough ? { is: 'code', silently: 'code' } : { is: 'login', silently: 'login_required' };
}

function signedInHere({ choice }: Situation, target: Holder, silently: Decision['silently'], own: Decision): Decision {
  if (choice?.account === target.account && choice.choice === 'current') return own;
  if (choice?.account === target.account && choice.choice === 'login') return { is: 'login', silently };
  return { is: 'signed_in_here', silently };
}

function chooseAccount({ choice }: Situation, target: Holder, own: Decision): Decision {
  const silently = 'account_selection_required';
  if (choice?.account !== target.account) return { is: 'choose_account', silently };
  if (choice.choice === 'current') return own;
  return { is: choice.choice === 'login' ? 'login' : 'open_counterpart', silently };
}
