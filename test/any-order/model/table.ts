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
  /** Wished, by `acr_values`. */
  readonly acr?: Level;
  /** Demanded, by an essential `acr` of `claims`: `acr_values` do not replace it. */
  readonly essential?: Level;
  /** Seconds. */
  readonly maxAge?: number;
  /** Whom an `id_token_hint` names. */
  readonly hint?: string;
  /** Whom a `login_hint` names: a wish for the login page, which decides nothing. */
  readonly loginHint?: string;
  /** An operation to be approved, by its amount. */
  readonly operation?: string;
}

export interface Holder {
  readonly account: string;
  readonly level: Level;
  /** Seconds since the authentication. */
  readonly age: number;
}

export interface Situation {
  readonly asked: Asked;
  readonly target: Holder | undefined;
  /** A direct login in the other space that may open this one: undefined is row 5. */
  readonly source: { readonly linked: boolean; readonly ineligible: boolean } | undefined;
  /** Of whoever is signed in in the other space, usable or not: the link's, or the directory's. */
  readonly counterparts: readonly string[];
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
  const { asked, target, source, counterparts, linkNames } = situation;
  const own = ordinary(asked, target);
  if (!asked.from) return own;
  if (asksForMore(situation)) {
    const named = target && (counterparts.includes(target.account) || asked.hint === target.account);
    return target && own.is === 'code' && !named ? signedInHere(situation, target, 'login_required', own) : own;
  }
  if (target && target.account === linkNames) return own;
  if (!source) {
    return target ? signedInHere(situation, target, 'login_required', own) : { is: 'login', silently: 'login_required' };
  }
  if (source.ineligible) return { is: 'unavailable', silently: 'access_denied' };
  const opens = source.linked || asked.space === 'particuliers';
  if (target && opens && !counterparts.includes(target.account)) return chooseAccount(situation, target, own);
  if (source.linked) return { is: 'linked', silently: 'code' };
  if (asked.space === 'particuliers') return { is: 'consent', silently: 'interaction_required' };
  return target ? signedInHere(situation, target, 'interaction_required', own) : { is: 'login', silently: 'interaction_required' };
}

/** Row 3. */
function asksForMore({ asked, counterparts }: Situation): boolean {
  const { prompt, maxAge, operation, hint } = asked;
  if (prompt === 'login' || maxAge !== undefined || operation !== undefined || !reaches('linked', asked)) return true;
  return hint !== undefined && !counterparts.includes(hint);
}

/** What a provider does of itself: a linked login is good for no `max_age` and no level but its own, and no login for an operation to come. */
function ordinary(asked: Asked, target: Holder | undefined): Decision {
  const { prompt, maxAge, hint, operation } = asked;
  const enough =
    target &&
    prompt !== 'login' &&
    operation === undefined &&
    (maxAge === undefined || (maxAge > 0 && target.level !== 'linked' && target.age <= maxAge)) &&
    (hint === undefined || hint === target.account) &&
    reaches(target.level, asked);
  return enough ? { is: 'code', silently: 'code' } : { is: 'login', silently: 'login_required' };
}

/** Strong answers a request for code, and everything one for linked; both the wish and the demand must hold. */
export function reaches(level: Level, { acr, essential }: Pick<Asked, 'acr' | 'essential'>): boolean {
  const order: readonly Level[] = ['linked', 'code', 'strong'];
  return [acr, essential].every((asked) => asked === undefined || order.indexOf(level) >= order.indexOf(asked));
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
