/**
 * What people, relying parties and advisers may do next, as data that shrinks well: every command can be played in every situation, and
 * picks what it is about by number.
 */
import type { Asked, Space } from './model/table.ts';

export type Command = {
  /** Seconds that pass before it. */
  readonly after: number;
} & Deed;

export type Deed =
  /** `answered`: the page that comes is answered at once, by the first person. */
  | { readonly do: 'ask'; readonly asked: Wish; readonly keep: boolean; readonly push: boolean; readonly answered: boolean }
  /** A pushed request is used once more, perhaps by a client that it is not from. */
  | { readonly do: 'ask again'; readonly pushed: number; readonly keep: boolean; readonly stolen: boolean }
  /** A page that is open, and one of its buttons; `stop`: the browser never follows the redirect. */
  | {
      readonly do: 'press';
      readonly tab: number;
      readonly button: number;
      readonly person: number;
      readonly strong: boolean;
      readonly stop: boolean;
    }
  | { readonly do: 'look' | 'resume' | 'back'; readonly tab: number }
  | { readonly do: 'double'; readonly tab: number; readonly button: number; readonly person: number }
  /** The ordinary way in, from the space's front page to its code. */
  | { readonly do: 'log_in'; readonly space: Space; readonly person: number; readonly strong: boolean }
  /** From consent to the other space, unless something is in the way. */
  | { readonly do: 'activate'; readonly person: number }
  /** Direct in the other space, nobody in this one, and then the drop-down. */
  | { readonly do: 'switch'; readonly space: Space; readonly silently: boolean }
  /** A page of one customer stays open while the other signs in beside it. */
  | { readonly do: 'change places'; readonly space: Space; readonly person: number }
  | { readonly do: 'log_out'; readonly space: Space; readonly way: 'relying party' | 'host page' }
  | { readonly do: 'phone'; readonly person: number; readonly decision: 'approved' | 'denied' }
  | { readonly do: 'adviser'; readonly deed: AdviserDeed; readonly person: number; readonly space: Space }
  | { readonly do: 'token'; readonly use: TokenUse; readonly token: number }
  /** An operation is approved, whoever is signed in; its refresh token is no approval. */
  | { readonly do: 'operate'; readonly space: Space; readonly amount: string }
  /** The space's own server exchanges the token of whoever is signed in there, by the linked-account grant. */
  | { readonly do: 'exchange'; readonly space: Space }
  | { readonly do: 'at once'; readonly one: Deed; readonly two: Deed };

/** What is asked for, whoever is hinted at named by number. */
export type Wish = Omit<Asked, 'hint' | 'loginHint'> & { readonly hint?: number; readonly loginHint?: number };

/** `refresh twice`: the token that was just used, once more. `exchange`: the linked-account grant. */
export const tokenUses = ['refresh', 'redeem', 'replay refresh', 'refresh twice', 'replay code', 'redeem twice', 'exchange'] as const;
export type TokenUse = (typeof tokenUses)[number];

export const adviserDeeds = [
  'revoke',
  'deactivate',
  'reset',
  'change unheard',
  'block',
  'unblock',
  'suspend',
  'resume policy',
  'end sessions',
  'cascade',
] as const;
export type AdviserDeed = (typeof adviserDeeds)[number];
