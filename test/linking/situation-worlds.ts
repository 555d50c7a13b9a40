/**
 * The cross product of everything that decides an authorization request with `linked_from`, in the words of a person who
 * looks at the browser, the directory and the request. `factsOf` only translates; what it comes to is said in situation-table.ts.
 */
import { acr } from '../../src/linking/assurance.ts';
import type { Ineligibility } from '../../src/linking/eligibility.ts';
import type { Choice, Facts } from '../../src/linking/situation.ts';
import { everybody, type Login, type RequestKind, requestKinds } from './situation-requests.ts';

export type Who = 'counterpart' | 'second counterpart' | 'somebody else';

export interface World {
  readonly sourceMayActivate: boolean;
  readonly source:
    | 'none'
    | 'direct'
    | 'direct, in the second of the activation'
    | 'direct, older than the activation'
    | 'direct, activated the link'
    | 'linked';
  readonly target: { readonly who: Who; readonly login: Login } | undefined;
  readonly linked: boolean;
  /** What the directory names where there is no link: one counterpart, or two of which both or the first may be linked. */
  readonly counterparts: 'one' | 'two' | 'two, one of them free';
  readonly ineligible: Ineligibility | undefined;
  readonly request: RequestKind;
  readonly hint: 'none' | 'the counterpart' | 'who is signed in' | 'a third person';
  readonly decision: 'none' | 'logged in here' | { readonly choice: Choice; readonly shown: 'who is signed in' | 'somebody who was' };
}

const ofThePair: readonly Ineligibility[] = [
  'policy_suspended',
  'events_silent',
  'source_blocked',
  'source_closed',
  'source_never_opened',
  'counterpart_unknown',
  'counterpart_blocked',
  'counterpart_closed',
  'counterpart_never_opened',
];
const ofANewLink: readonly Ineligibility[] = ['counterpart_linked_elsewhere', 'reactivation_delay'];
const ofTheActivatingAccount: readonly Ineligibility[] = ['no_authenticator', 'not_administrator'];

type Pair = Pick<World, 'source' | 'linked' | 'counterparts' | 'ineligible'>;

/** The source's session, the link and what the directory says, without what cannot be together. */
function* pairs(sourceMayActivate: boolean): Generator<Pair> {
  yield { source: 'none', linked: false, counterparts: 'one', ineligible: undefined };
  for (const source of ['direct', 'linked'] as const) {
    for (const counterparts of ['one', 'two', 'two, one of them free'] as const)
      yield { source, linked: false, counterparts, ineligible: undefined };
    for (const ineligible of [...ofThePair, ...ofANewLink, ...(sourceMayActivate ? ofTheActivatingAccount : [])])
      yield { source, linked: false, counterparts: 'one', ineligible };
  }
  for (const source of [
    'direct',
    'direct, in the second of the activation',
    'direct, older than the activation',
    'direct, activated the link',
    'linked',
  ] as const) {
    for (const ineligible of [undefined, ...ofThePair]) yield { source, linked: true, counterparts: 'one', ineligible };
  }
}

const targets: readonly World['target'][] = [
  undefined,
  ...(['counterpart', 'second counterpart', 'somebody else'] as const).flatMap((who) => everybody.map((login) => ({ who, login }))),
];

function* decisions(target: World['target']): Generator<World['decision']> {
  yield 'none';
  yield 'logged in here';
  for (const choice of ['current', 'linked', 'login'] as const) {
    if (target) yield { choice, shown: 'who is signed in' };
    yield { choice, shown: 'somebody who was' };
  }
}

export function* worlds(): Generator<World> {
  for (const sourceMayActivate of [true, false])
    for (const pair of pairs(sourceMayActivate))
      for (const target of targets)
        for (const request of requestKinds)
          for (const hint of ['none', 'the counterpart', 'who is signed in', 'a third person'] as const) {
            if (hint === 'the counterpart' && counterpartsOf(pair).length === 0) continue;
            if (hint === 'who is signed in' && !target) continue;
            for (const decision of decisions(target)) yield { sourceMayActivate, ...pair, target, request, hint, decision };
          }
}

export const accounts = { counterpart: 'q-1', 'second counterpart': 'q-2', 'somebody else': 'q-9' } as const satisfies Record<Who, string>;

/** Without a source nobody knows whose counterpart to look for. */
export function counterpartsOf({ source, linked: isLinked, counterparts, ineligible }: Pair): readonly string[] {
  if (source === 'none' || (!isLinked && ineligible === 'counterpart_unknown')) return [];
  return isLinked || counterparts === 'one' ? [accounts.counterpart] : [accounts.counterpart, accounts['second counterpart']];
}

const now = new Date('2025-03-03T10:00:00.250Z');
const activatedAt = new Date('2025-03-03T08:00:00.400Z');
const sourceTimes = {
  direct: new Date('2025-03-03T09:30:00Z'),
  linked: new Date('2025-03-03T09:30:00Z'),
  'direct, in the second of the activation': new Date('2025-03-03T08:00:00Z'),
  'direct, older than the activation': new Date('2025-03-03T07:59:59Z'),
  'direct, activated the link': new Date('2025-03-03T07:50:00Z'),
};

export function factsOf(world: World): Facts {
  const { source, target, request, decision } = world;
  const counterparts = counterpartsOf(world);
  const holder = target && accounts[target.who];
  const hinted = { none: undefined, 'the counterpart': counterparts[0], 'who is signed in': holder, 'a third person': 'q-3' }[world.hint];
  const free = world.ineligible ? [] : counterparts.slice(0, world.counterparts === 'two' ? 2 : 1);
  return {
    now,
    request: {
      ...request.asks,
      hint: hinted === undefined ? undefined : { namesCounterpart: counterparts.includes(hinted), namesHolder: hinted === holder },
    },
    loggedIn: decision === 'logged in here' ? (holder ?? 'q-9') : undefined,
    target: target && {
      accountId: accounts[target.who],
      linked: target.login === 'linked',
      acr: { code: acr.code, strong: acr.strong, 'code an hour ago': acr.code, linked: acr.linked }[target.login],
      authenticatedAt: new Date(target.login === 'code an hour ago' ? '2025-03-03T09:00:00Z' : '2025-03-03T09:59:00Z'),
    },
    source:
      source === 'none'
        ? undefined
        : {
            uid: source === 'direct, activated the link' ? 'uid-activation' : 'uid-source',
            accountId: 'p-1',
            linked: source === 'linked',
            authenticatedAt: sourceTimes[source],
          },
    sourceMayActivate: world.sourceMayActivate,
    link: world.linked ? { id: 'lnk-1', counterpart: accounts.counterpart, activatedAt, activatedByUid: 'uid-activation' } : undefined,
    ineligible: world.ineligible,
    counterparts,
    candidates: world.linked ? [] : free,
    choice:
      typeof decision === 'object'
        ? { choice: decision.choice, account: decision.shown === 'who is signed in' ? (holder ?? '') : 'q-gone' }
        : undefined,
  };
}
