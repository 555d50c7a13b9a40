/** Gathers, in one place, the facts that `linking/situation.ts` decides on: sessions, link, directory and request. */
import type { Client } from 'oidc-provider';
import { type PolicyDirection, policyBetween } from '../linking/link-policy.ts';
import type { Choice, Facts } from '../linking/situation.ts';
import { acrRequestOf, asksFor, maxAgeOf, operationOf, type Parameters, requestedSub } from './authorization-request.ts';
import { loginIdOf } from './mark.ts';
import type { Pair, ReadPair } from './pair.ts';
import type { Parts } from './parts.ts';
import type { ProviderSession } from './request-memory.ts';

/** What counts of a source session. */
export type SourceSession = Pick<ProviderSession, 'uid' | 'accountId' | 'acr' | 'loginTs'>;

export interface Asked {
  readonly client: Client;
  readonly params: Parameters;
  readonly source: string;
  readonly target: string;
  readonly sourceSession: SourceSession | undefined;
  readonly targetSession: ProviderSession | undefined;
  readonly loggedIn: string | undefined;
  readonly choice: { readonly choice: Choice; readonly account: string } | undefined;
  readonly hintedSub: string | undefined;
}

export interface Gathered extends Pick<Pair, 'link' | 'accounts' | 'retryAt' | 'checks' | 'policyEpoch'> {
  readonly facts: Facts;
  readonly direction: PolicyDirection;
}

export type GatherFacts = (asked: Asked) => Promise<Gathered>;

/** An account's `sub` as a client sees it. */
export type SubFor = (client: Client, accountId: string) => Promise<string>;

export function createFactGatherer({ clock, options }: Parts, readPair: ReadPair, subFor: SubFor): GatherFacts {
  return async function gatherFacts(asked) {
    const direction = policyBetween(options.policies(), asked.source, asked.target);
    if (!direction) throw new TypeError(`no policy between '${asked.source}' and '${asked.target}'`);
    const { sourceSession, targetSession, target } = asked;
    const pair = await readPair({ actor: sourceSession?.accountId, target, direction, holder: targetSession?.accountId });
    const { link, accounts, retryAt, checks, policyEpoch, counterparts, candidates, ineligible } = pair;
    const [counterpart] = counterparts;
    return {
      direction,
      link,
      accounts,
      retryAt,
      checks,
      policyEpoch,
      facts: {
        now: clock(),
        request: {
          promptLogin: asksFor(asked.params, 'login') || operationOf(asked.params) !== undefined,
          maxAge: maxAgeOf(asked.params),
          acr: acrRequestOf(asked.params),
          hint: await hintOf(asked, counterparts),
        },
        loggedIn: asked.loggedIn,
        target: sessionFacts(targetSession),
        source: isTooOld(sourceSession, direction) ? undefined : sessionFacts(sourceSession),
        sourceMayActivate: direction.sourceMayActivate,
        link:
          link && counterpart !== undefined
            ? { id: link.id, counterpart, activatedAt: link.activatedAt ?? link.createdAt, activatedByUid: link.activation.sourceUid }
            : undefined,
        ineligible,
        counterparts,
        candidates,
        choice: asked.choice,
      },
    };
  };

  /** A linked login counts from the source's authentication: one that would be over already has no source (T53). */
  function isTooOld(session: SourceSession | undefined, { policy }: PolicyDirection): boolean {
    return session?.loginTs !== undefined && session.loginTs + policy.lives.linkedLogin <= Math.floor(clock().getTime() / 1000);
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

function sessionFacts(session: SourceSession | undefined) {
  if (session?.accountId === undefined) return undefined;
  const { uid, accountId, acr, loginTs = 0 } = session;
  return { uid, accountId, acr, linked: loginIdOf(uid) !== undefined, authenticatedAt: new Date(loginTs * 1000) };
}
