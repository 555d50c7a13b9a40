/**
 * Customers made for one test, so that tests of one world do not meet: an account in each space, with the demo's secret codes, and
 * where a test is not about activation, an active link as an activation of an hour ago has left it.
 */
import { randomBytes } from 'node:crypto';
import type { AccountLink } from '../../src/linking/account-link.ts';
import { openLink, transition } from '../../src/linking/transitions.ts';
import type { StoredAccount } from '../../src/server/directory/account-store.ts';
import { type SeedEntry, seedAccounts } from '../../src/server/directory/seed.ts';
import type { ServerStore } from '../../src/server/server.ts';
import { type SpaceName, secretCodes } from './people.ts';

export interface Customer {
  /** Identifiers. */
  readonly pro: string;
  readonly particuliers: string;
}

/** Where accounts and links are written, past the wire: a `World`, or the nodes of a cluster. */
export interface Bank {
  readonly demo: { readonly store: Pick<ServerStore, 'accounts' | 'links'> };
}

type Differences = Partial<Record<SpaceName, Partial<SeedEntry>>>;

const hashCost = { memory: 64, passes: 1, parallelism: 1 };
let customers = 0;

export async function newCustomer(bank: Bank, differences: Differences = {}): Promise<Customer> {
  customers += 1;
  const number = String(customers).padStart(6, '0');
  const customer = { pro: `71${number}`, particuliers: `11${number}` };
  const entries = (['pro', 'particuliers'] as const).map((space) => ({
    ...entryFor(space, customer[space], number),
    ...differences[space],
  }));
  await seed(bank, entries);
  return customer;
}

/** One more professional account of the same person: another company, with the same personal account. */
export async function secondCompany(bank: Bank, { pro, particuliers }: Customer): Promise<Customer> {
  const identifier = `72${pro.slice(2)}`;
  await seed(bank, [{ ...entryFor('pro', identifier, pro.slice(2)), company: `Société ${identifier}` }]);
  return { pro: identifier, particuliers };
}

/** One more personal account of the same person. */
export async function secondPersonalAccount(bank: Bank, { pro, particuliers }: Customer): Promise<void> {
  await seed(bank, [entryFor('particuliers', `12${particuliers.slice(2)}`, pro.slice(2))]);
}

/** What the bank's systems call the person. */
export function personOf({ pro }: Customer): string {
  return personNumbered(pro.slice(2));
}

function personNumbered(number: string): string {
  return `customer-${number}`;
}

function entryFor(space: SpaceName, identifier: string, number: string): SeedEntry {
  return {
    person: personNumbered(number),
    name: `Client ${number}`,
    space,
    identifier,
    secretCode: secretCodes[space],
    status: 'active',
    mayActivate: true,
    authenticator: true,
  };
}

async function seed({ demo }: Bank, entries: readonly SeedEntry[]): Promise<void> {
  await seedAccounts(demo.store.accounts, entries, { clock: () => new Date(), cost: hashCost });
}

export async function linkedCustomer(world: Bank, differences?: Differences): Promise<Customer & { readonly linkId: string }> {
  const customer = await newCustomer(world, differences);
  const { id } = await linkAccounts(world, customer);
  return { ...customer, linkId: id };
}

export async function accountOf({ demo }: Bank, space: SpaceName, identifier: string): Promise<StoredAccount> {
  const account = await demo.store.accounts.byIdentifier(space, identifier);
  if (!account) throw new Error(`nobody is ${identifier} in ${space}`);
  return account;
}

/** Writes past the wire what the bank's own systems would: a block, a closure. */
export async function changeAccount(
  world: Bank,
  space: SpaceName,
  identifier: string,
  change: Pick<Partial<StoredAccount>, 'status' | 'credentialsVersion'>,
): Promise<void> {
  const account = await accountOf(world, space, identifier);
  if (!(await world.demo.store.accounts.change(account.accountId, account, change))) throw new Error('the account was not changed');
}

/** The states of an activation of an hour ago, one after the other; only the active link is written. */
export async function linkAccounts(world: Bank, customer: Customer): Promise<AccountLink> {
  const [pro, particuliers] = await Promise.all([
    accountOf(world, 'pro', customer.pro),
    accountOf(world, 'particuliers', customer.particuliers),
  ]);
  const at = new Date(Date.now() - 3600_000);
  const later = new Date(at.getTime() + 300_000);
  const side = ({ space, accountId, credentialsVersion }: StoredAccount) => ({ space, accountId, credentialsVersion });
  const random = () => randomBytes(16).toString('base64url');
  const pending = openLink({
    id: `lnk_${random()}`,
    policyId: 'pro-particuliers',
    activating: side(pro),
    other: side(particuliers),
    createdAt: at,
    activation: {
      sourceUid: random(),
      clientId: 'outside-particuliers',
      consent: { version: '1', language: 'fr', textHash: random() },
      proofs: { source: 'login', counterpart: 'same_person' },
      nonce: random(),
      expiresAt: later,
    },
  });
  const approval = { authReqId: random(), bindingMessage: 'K7-42', requestedAt: at, expiresAt: later, intervalSeconds: 1, nextPollAt: at };
  const asked = transition(pending, { type: 'approval_requested', at, actor: `account:${pro.accountId}`, approval });
  const active = asked.ok ? transition(asked.link, { type: 'approved', at }) : asked;
  if (!active.ok) throw new Error(`an activation refused: ${active.code}`);
  // A first write is of a pending link on the way; the store takes whichever state it is given.
  if ((await world.demo.store.links.insert(active.link)) !== 'inserted') throw new Error('the link was not written');
  return active.link;
}
