/**
 * Gathers, in one place, the facts that `linking/situation.ts` decides on: sessions, link, directory and request. Reads only,
 * but for one final thing: a link whose accounts have other credentials now is revoked at sight.
 */
import type { Client } from 'oidc-provider';
import type { DirectoryAccount } from '../linking/account-directory.ts';
import type { AccountLink } from '../linking/account-link.ts';
import { activationIneligibility, type Ineligibility, pairIneligibility } from '../linking/eligibility.ts';
import { type PolicyDirection, policyBetween } from '../linking/link-policy.ts';
import { isAutomatic } from '../linking/reasons.ts';
import type { Choice, Facts } from '../linking/situation.ts';
import { acrRequestOf, asksFor, maxAgeOf, type Parameters, requestedSub } from './authorization-request.ts';
import { counterpartOf, type Fence } from './fence.ts';
import { loginIdOf } from './mark.ts';
import type { Parts } from './parts.ts';
import type { ProviderSession } from './request-memory.ts';

export interface Asked {
  readonly client: Client;
  readonly params: Parameters;
  readonly source: string;
  readonly target: string;
  readonly sourceSession: ProviderSession | undefined;
  readonly targetSession: ProviderSession | undefined;
  readonly loggedIn: string | undefined;
  readonly choice: { readonly choice: Choice; readonly account: string } | undefined;
  readonly hintedSub: string | undefined;
}

export interface Gathered {
  readonly facts: Facts;
  readonly direction: PolicyDirection;
  readonly link: AccountLink | undefined;
  /** Everybody named in the facts, for pages. */
  readonly accounts: ReadonlyMap<string, DirectoryAccount>;
  readonly retryAt: Date | undefined;
}

/** `subFor`: an account's `sub` as a client sees it. */
export type SubFor = (client: Client, accountId: string) => Promise<string>;

export function createFactGatherer({ store, directory, clock, options }: Parts, fence: Fence, subFor: SubFor) {
  return async function gatherFacts(asked: Asked): Promise<Gathered> {
    const direction = policyBetween(options.policies(), asked.source, asked.target);
    if (!direction) throw new TypeError(`no policy between '${asked.source}' and '${asked.target}'`);
    const { sourceSession, targetSession } = asked;
    const actor = sourceSession?.accountId;
    const pair = actor === undefined ? noPair : await pairOf(actor, asked.target, direction, targetSession?.accountId);
    return {
      direction,
      link: pair.link,
      accounts: pair.accounts,
      retryAt: pair.retryAt,
      facts: {
        now: clock(),
        request: {
          promptLogin: asksFor(asked.params, 'login'),
          maxAge: maxAgeOf(asked.params),
          acr: acrRequestOf(asked.params),
          hint: await hintOf(asked, pair.counterparts),
        },
        loggedIn: asked.loggedIn,
        target: targetSession?.accountId === undefined ? undefined : { ...sessionFacts(targetSession), accountId: targetSession.accountId },
        source: sourceSession?.accountId === undefined ? undefined : { ...sessionFacts(sourceSession), accountId: sourceSession.accountId },
        sourceMayActivate: direction.sourceMayActivate,
        link: pair.link && {
          id: pair.link.id,
          counterpart: pair.counterparts[0] ?? '',
          activatedAt: pair.link.activatedAt ?? pair.link.createdAt,
          activatedByUid: pair.link.activation.sourceUid,
        },
        ineligible: pair.ineligible,
        counterparts: pair.counterparts,
        candidates: pair.candidates,
        choice: asked.choice,
      },
    };
  };

  interface Pair {
    readonly link: AccountLink | undefined;
    readonly accounts: ReadonlyMap<string, DirectoryAccount>;
    readonly counterparts: readonly string[];
    readonly candidates: readonly string[];
    readonly ineligible: Ineligibility | undefined;
    readonly retryAt: Date | undefined;
  }

  async function pairOf(actor: string, target: string, direction: PolicyDirection, holder: string | undefined): Promise<Pair> {
    const link = await store.links.activeOf(actor, target);
    const counterpart = link && counterpartOf(link, actor);
    if (link && counterpart !== undefined && link.policyId === direction.policy.id) {
      const accounts = await directory.accounts([...new Set([actor, counterpart, ...(holder === undefined ? [] : [holder])])]);
      if (!(await fence.revokeIfCredentialsChanged(link, accounts))) {
        const ineligible = suspended(direction) ?? pairIneligibility(accounts.get(actor), accounts.get(counterpart));
        return { link, accounts, counterparts: [counterpart], candidates: [], ineligible, retryAt: undefined };
      }
    }
    return unlinkedPair(actor, target, direction, holder);
  }

  async function unlinkedPair(actor: string, target: string, direction: PolicyDirection, holder: string | undefined): Promise<Pair> {
    const [own, named, lastRevoked] = await Promise.all([
      directory.accounts([...new Set([actor, ...(holder === undefined ? [] : [holder])])]),
      directory.counterparts(actor, target),
      store.links.lastRevokedOf(actor, target),
    ]);
    const source = own.get(actor);
    const judged = await Promise.all(
      named.map(async (account) => ({ account, ineligible: await ineligibilityOf(source, account, direction) })),
    );
    const candidates = judged.filter(({ ineligible }) => !ineligible).map(({ account }) => account.accountId);
    const retryAt = retryTime(lastRevoked, direction);
    const ineligible =
      suspended(direction) ??
      (named.length === 0 ? pairIneligibility(source, undefined) : undefined) ??
      (candidates.length === 0 ? judged[0]?.ineligible : undefined) ??
      (retryAt && 'reactivation_delay') ??
      (direction.sourceMayActivate && source ? activationIneligibility(source) : undefined);
    const accounts = new Map([...own, ...named.map((account) => [account.accountId, account] as const)]);
    return { link: undefined, accounts, counterparts: named.map(({ accountId }) => accountId), candidates, ineligible, retryAt };
  }

  async function ineligibilityOf(
    source: DirectoryAccount | undefined,
    counterpart: DirectoryAccount,
    direction: PolicyDirection,
  ): Promise<Ineligibility | undefined> {
    const ineligible = pairIneligibility(source, counterpart);
    if (ineligible || !source) return ineligible;
    const elsewhere = await store.links.activeOf(counterpart.accountId, source.space);
    return elsewhere && elsewhere.policyId === direction.policy.id ? 'counterpart_linked_elsewhere' : undefined;
  }

  function retryTime(lastRevoked: AccountLink | undefined, { policy }: PolicyDirection): Date | undefined {
    if (!lastRevoked?.endedAt || !lastRevoked.revocationReason || !isAutomatic(lastRevoked.revocationReason)) return undefined;
    const retryAt = new Date(lastRevoked.endedAt.getTime() + policy.lives.reactivationDelay * 1000);
    return retryAt > clock() ? retryAt : undefined;
  }

  async function hintOf(
    { client, params, hintedSub, targetSession }: Asked,
    counterparts: readonly string[],
  ): Promise<Facts['request']['hint']> {
    const sub = hintedSub ?? requestedSub(params);
    if (sub === undefined) return undefined;
    const subs = await Promise.all(counterparts.map((accountId) => subFor(client, accountId)));
    const holder = targetSession?.accountId === undefined ? undefined : await subFor(client, targetSession.accountId);
    return { namesCounterpart: subs.includes(sub), namesHolder: holder === sub };
  }
}

const noPair = {
  link: undefined,
  accounts: new Map<string, DirectoryAccount>(),
  counterparts: [],
  candidates: [],
  ineligible: undefined,
  retryAt: undefined,
};

function suspended({ policy }: PolicyDirection): Ineligibility | undefined {
  return policy.status === 'suspended' ? 'policy_suspended' : undefined;
}

function sessionFacts(session: ProviderSession) {
  return {
    uid: session.uid,
    linked: loginIdOf(session.uid) !== undefined,
    acr: session.acr,
    authenticatedAt: new Date((session.loginTs ?? 0) * 1000),
  };
}
