/**
 * Puts accounts into the built-in directory where they are not there yet. Every id is computed from the entry, so that two nodes, or
 * two starts, seed the same accounts; what has changed since (a new secret code, a first login) stays;
 * only an address that is missing is filled in.
 */
import { createHash } from 'node:crypto';
import { type HashCost, hashSecretCode } from '../credentials/secret-code-hash.ts';
import type { AccountStore } from './account-store.ts';
import { accountIdIn } from './built-in-directory.ts';

export interface SeedEntry {
  /** Entries with the same one are accounts of one human being. */
  readonly person: string;
  readonly name: string;
  readonly space: string;
  readonly identifier: string;
  readonly secretCode: string;
  readonly status: 'never_opened' | 'active' | 'blocked' | 'closed';
  readonly mayActivate: boolean;
  /** Whether the authenticator app is installed; it then knows the customer by the identifier. */
  readonly authenticator: boolean;
  readonly company?: string;
  readonly email?: string;
  readonly language?: string;
}

export interface SeedOptions {
  readonly clock: () => Date;
  readonly cost?: HashCost;
}

/** Answers how many were new. */
export async function seedAccounts(accounts: AccountStore, entries: readonly SeedEntry[], { clock, cost }: SeedOptions): Promise<number> {
  const outcomes = await Promise.all(entries.map((entry) => seed(accounts, entry, clock, cost)));
  return outcomes.filter(Boolean).length;
}

async function seed(accounts: AccountStore, entry: SeedEntry, clock: () => Date, cost: HashCost | undefined): Promise<boolean> {
  const { person, name, space, identifier, secretCode, status, mayActivate, authenticator, company, email, language } = entry;
  // Hashing is dear: not for an account that is there already.
  const there = await accounts.byIdentifier(space, identifier);
  if (there) {
    // Made by an earlier seed, which had no addresses.
    if (there.email === undefined && email !== undefined) await accounts.fillInEmail(there.accountId, email);
    return false;
  }
  return accounts.insert({
    accountId: accountIdIn(space, digest('account', space, identifier).slice(0, 21)),
    space,
    personId: personIdOf(person),
    identifier,
    secretCodeHash: await hashSecretCode(secretCode, cost),
    status,
    credentialsVersion: digest('version', space, identifier).slice(0, 21),
    mayActivate,
    name,
    accountNumber: accountNumberOf(space, identifier),
    ...(authenticator && { authenticatorSubject: identifier }),
    ...(company !== undefined && { company }),
    ...(email !== undefined && { email }),
    ...(language !== undefined && { language }),
    ...(status !== 'never_opened' && { firstLoginAt: clock() }),
  });
}

/** Of what the bank calls a person by, in the seed and in events. */
export function personIdOf(person: string): string {
  return `per_${digest('person', person).slice(0, 21)}`;
}

/** Eleven digits, as French account numbers have. */
function accountNumberOf(space: string, identifier: string): string {
  const number = createHash('sha256')
    .update(JSON.stringify(['number', space, identifier]))
    .digest()
    .readBigUInt64BE();
  return String(number % 100_000_000_000n).padStart(11, '0');
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
