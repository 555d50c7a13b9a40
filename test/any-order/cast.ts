/** Who takes part in a sequence: two persons with an account in each space, and a second company of the first one. Nobody else has ever met them. */
import type { DirectoryAccount } from '../../src/linking/account-directory.ts';
import { account } from '../extension/bare-host.ts';
import { type Account, type State, spaces } from './model/state.ts';
import type { Space } from './model/table.ts';

export interface Cast {
  readonly accounts: readonly DirectoryAccount[];
  /** By the number of the person. */
  accountIn(space: Space, person: number): string;
}

export function castOf(serial: number): Cast {
  const [camille, paul, second] = [`camille-${serial}`, `paul-${serial}`, `second-${serial}`] as const;
  const people = { pro: [camille, paul, second], particuliers: [camille, paul, camille] };
  return {
    accounts: [
      ...spaces.flatMap((space) => [camille, paul].map((person) => account(space, person))),
      account('pro', second, { personId: `person-${camille}` }),
    ],
    accountIn: (space, person) => `${space}-${people[space][person % 3]}`,
  };
}

/** The telephone of a professional account. */
export function phoneOf(accountId: string): string {
  return `phone-${accountId.slice(accountId.indexOf('-') + 1)}`;
}

export function openState({ accounts: cast }: Cast): State {
  const accounts: Record<string, Account> = {};
  for (const { accountId: id, space, personId } of cast) {
    const counterparts = cast.filter((each) => each.space !== space && each.personId === personId).map(({ accountId }) => accountId);
    accounts[id] = { id, space: space as Space, counterparts, version: 1, blocked: false, sessionsEndedAt: 0 };
  }
  const now = Math.floor(Date.now() / 1000);
  return {
    now,
    accounts,
    suspended: false,
    epoch: 0,
    logins: [],
    links: [],
    families: [],
    sessions: {},
    tabs: [],
    pushed: {},
    forms: 0,
    reached: [],
  };
}
