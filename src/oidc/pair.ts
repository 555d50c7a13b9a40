/**
 * What the store and the directory say of an account and its counterparts in another space: the active link, or whom it could be linked
 * with, and every check that stands in the way. One final thing is written: a link that is over is revoked at sight.
 */
import type { DirectoryAccount } from '../linking/account-directory.ts';
import { type AccountLink, sidesFor } from '../linking/account-link.ts';
import { activationChecks, type Check, firstRefusal, type Ineligibility, pairChecks } from '../linking/eligibility.ts';
import type { PolicyDirection } from '../linking/link-policy.ts';
import { isAutomatic, type RevocationReason } from '../linking/reasons.ts';
import { counterpartOf } from './fence.ts';
import type { Parts } from './parts.ts';
import type { Standing, StandingOf } from './policy-standing.ts';

export interface Pair {
  readonly link: AccountLink | undefined;
  /** Everybody named here, and the holder of the target's session. */
  readonly accounts: ReadonlyMap<string, DirectoryAccount>;
  /** The link's, else all that the directory names. */
  readonly counterparts: readonly string[];
  /** Without a link: those that could be linked now. */
  readonly candidates: readonly string[];
  /** In the order in which they decide. */
  readonly checks: readonly Check[];
  readonly ineligible: Ineligibility | undefined;
  /** When a new activation will be possible. */
  readonly retryAt: Date | undefined;
  readonly policyEpoch: number;
}

export interface PairRequest {
  /** The source's account; nobody is signed in there without one. */
  readonly actor: string | undefined;
  readonly target: string;
  readonly direction: PolicyDirection;
  readonly holder: string | undefined;
}

export type ReadPair = (request: PairRequest) => Promise<Pair>;

export interface PairDeps {
  /** Why a link is over, if it is: `revokeIfOver` of the fence, or what only looks. */
  readonly endOf: (link: AccountLink, accounts: ReadonlyMap<string, DirectoryAccount>) => Promise<RevocationReason | undefined>;
  readonly standingOf: StandingOf;
}

/** A link that was found over just now: as good as revoked, whether or not whoever asks has written it. */
interface Over {
  readonly link: AccountLink;
  readonly reason: RevocationReason;
}

interface Judged {
  readonly account: DirectoryAccount;
  readonly checks: readonly Check[];
  readonly retryAt: Date | undefined;
}

export function createPairReader({ store, directory, clock }: Parts, { endOf, standingOf }: PairDeps): ReadPair {
  return async function readPair({ actor, target, direction, holder }) {
    if (actor === undefined) return { ...noPair, accounts: await accountsOf(holder) };
    const [link, standing] = await Promise.all([store.links.activeOf(actor, target), standingOf(direction.policy)]);
    const counterpart = link && counterpartOf(link, actor);
    if (link && counterpart !== undefined) {
      const accounts = await accountsOf(actor, counterpart, holder);
      const reason = await endOf(link, accounts);
      if (!reason) return linkedPair(link, counterpart, actor, direction, standing, accounts);
      return unlinkedPair(actor, target, direction, holder, standing, { link, reason });
    }
    return unlinkedPair(actor, target, direction, holder, standing);
  };

  function linkedPair(
    link: AccountLink,
    counterpart: string,
    actor: string,
    { policy }: PolicyDirection,
    standing: Standing,
    accounts: ReadonlyMap<string, DirectoryAccount>,
  ): Pair {
    // A link of a policy that this node does not know holds both accounts until somebody revokes it.
    const foreign = link.policyId !== policy.id;
    const checks: readonly Check[] = [
      ...standing.checks,
      ...pairChecks(accounts.get(actor), accounts.get(counterpart)),
      { check: 'counterpart_free', refusal: foreign ? 'counterpart_linked_elsewhere' : undefined },
    ];
    return {
      link,
      accounts,
      counterparts: [counterpart],
      candidates: [],
      checks,
      ineligible: firstRefusal(checks),
      retryAt: undefined,
      policyEpoch: standing.epoch,
    };
  }

  async function unlinkedPair(
    actor: string,
    target: string,
    direction: PolicyDirection,
    holder: string | undefined,
    standing: Standing,
    over?: Over,
  ): Promise<Pair> {
    const [own, named, retryAt] = await Promise.all([
      accountsOf(actor, holder),
      directory.counterparts(actor, target),
      retryTime(actor, target, direction, over),
    ]);
    const source = own.get(actor);
    const judged = await Promise.all(named.map((account) => judge(source, account, direction, over)));
    const free = judged.filter(({ checks }) => !firstRefusal(checks));
    // One that can be linked is enough; where there is none, the first says why.
    const shown = (free[0] ?? judged[0])?.checks ?? pairChecks(source, undefined);
    const delayed = retryAt !== undefined || shown.some(({ refusal }) => refusal === 'reactivation_delay');
    const checks: readonly Check[] = [
      ...standing.checks,
      // The delay is of either account: one question, asked once.
      ...shown.filter(({ check }) => check !== 'reactivation_delay'),
      { check: 'reactivation_delay', refusal: delayed ? 'reactivation_delay' : undefined },
      ...(direction.sourceMayActivate && source ? activationChecks(source) : []),
    ];
    return {
      link: undefined,
      accounts: new Map([...own, ...named.map((account) => [account.accountId, account] as const)]),
      counterparts: named.map(({ accountId }) => accountId),
      candidates: free.map(({ account }) => account.accountId),
      checks,
      ineligible: firstRefusal(checks),
      retryAt: retryAt ?? (free.length === 0 ? judged[0]?.retryAt : undefined),
      policyEpoch: standing.epoch,
    };
  }

  async function judge(
    source: DirectoryAccount | undefined,
    account: DirectoryAccount,
    direction: PolicyDirection,
    over: Over | undefined,
  ): Promise<Judged> {
    const own = pairChecks(source, account);
    if (firstRefusal(own) || !source) return { account, checks: own, retryAt: undefined };
    const [active, retryAt] = await Promise.all([
      store.links.activeOf(account.accountId, source.space),
      retryTime(account.accountId, source.space, direction, over),
    ]);
    const held = active !== undefined && active.id !== over?.link.id;
    const checks: readonly Check[] = [
      ...own,
      { check: 'counterpart_free', refusal: held ? 'counterpart_linked_elsewhere' : undefined },
      { check: 'reactivation_delay', refusal: retryAt && 'reactivation_delay' },
    ];
    return { account, checks, retryAt: held ? undefined : retryAt };
  }

  /** The delay after an automatic revocation, of either account: whoever has just reset a secret code must not link at once. */
  async function retryTime(
    accountId: string,
    otherSpace: string,
    { policy }: PolicyDirection,
    over: Over | undefined,
  ): Promise<Date | undefined> {
    const { endedAt, reason } =
      over && sidesFor(over.link, accountId) ? { endedAt: clock(), ...over } : await lastEnd(accountId, otherSpace);
    if (!endedAt || !reason || !isAutomatic(reason)) return undefined;
    const retryAt = new Date(endedAt.getTime() + policy.lives.reactivationDelay * 1000);
    return retryAt > clock() ? retryAt : undefined;
  }

  async function lastEnd(accountId: string, otherSpace: string) {
    const last = await store.links.lastRevokedOf(accountId, otherSpace);
    return { endedAt: last?.endedAt, reason: last?.revocationReason };
  }

  async function accountsOf(...accountIds: readonly (string | undefined)[]): Promise<ReadonlyMap<string, DirectoryAccount>> {
    const named = new Set(accountIds.filter((id) => id !== undefined));
    return named.size === 0 ? new Map() : directory.accounts([...named]);
  }
}

const noPair: Omit<Pair, 'accounts'> = {
  link: undefined,
  counterparts: [],
  candidates: [],
  checks: [],
  ineligible: undefined,
  retryAt: undefined,
  policyEpoch: 0,
};
