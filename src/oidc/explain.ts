/**
 * Would a switch work now, and which check says no? Asked of the same facts and the same table as a switch, with a session that has just
 * logged in to the source; the one difference is that nothing is written.
 */
import type Provider from 'oidc-provider';
import { endingOf } from '../linking/link-ending.ts';
import { policyBetween } from '../linking/link-policy.ts';
import { decide } from '../linking/situation.ts';
import { createFactGatherer, type SubFor } from './facts.ts';
import { createPairReader } from './pair.ts';
import type { Parts } from './parts.ts';
import type { Explanation, Links } from './passerelle-types.ts';
import type { StandingOf } from './policy-standing.ts';

export function createExplain(parts: Parts, standingOf: StandingOf, subFor: SubFor, provider: () => Provider): Links['explain'] {
  const { options, clock, directory } = parts;

  return async function explain({ accountId, source, target }) {
    if (!policyBetween(options.policies(), source, target)) return refused('no_policy', 'policy');
    if ((await directory.spaceOf(accountId)) !== source) return refused('unknown_account', 'source_account');
    let over: string | undefined;
    const readPair = createPairReader(parts, {
      standingOf,
      async endOf(link, accounts) {
        const reason = endingOf(link, { policies: options.policies(), accounts, now: clock() });
        over = reason;
        return reason;
      },
    });
    const client = await provider().Client.find(options.spaces.find(({ id }) => id === target)?.entryClient ?? '');
    if (!client) throw new TypeError(`space '${target}' has no entry client`);
    const { facts, checks, link, retryAt } = await createFactGatherer(
      parts,
      readPair,
      subFor,
    )({
      client,
      params: {},
      source,
      target,
      sourceSession: { uid: '', accountId, acr: undefined, loginTs: Math.floor(clock().getTime() / 1000) },
      targetSession: undefined,
      loggedIn: undefined,
      choice: undefined,
      hintedSub: undefined,
    });
    const outcome = decide(facts);
    const linkCode = over ?? (link ? undefined : 'link_missing');
    const told = [
      ...checks.map(({ check, refusal }) => ({ check, ok: refusal === undefined, ...(refusal && { code: refusal }) })),
      { check: 'link', ok: linkCode === undefined, ...(linkCode !== undefined && { code: linkCode }) },
    ];
    const allowed = outcome.kind === 'linked';
    return {
      allowed,
      code: allowed ? 'allowed' : (told.find(({ ok }) => !ok)?.code ?? outcome.kind),
      checks: told,
      ...(link && { linkId: link.id }),
      ...(retryAt && { retryAt }),
    };
  };
}

function refused(code: string, check: string): Explanation {
  return { allowed: false, code, checks: [{ check, ok: false, code }] };
}
