/** What may be answered in place of the truth. Nothing here is what the port promises, so that no call may be believed. */
import type { Nonsense } from '../world/faulty-ports.ts';

/** To whoever asked for something that there may be none of. */
const noSuchThing: readonly Nonsense[] = [() => 'nonsense', () => ({}), () => [], () => 42, another];
/** To whoever asked for several. */
const noList: readonly Nonsense[] = [() => 'nonsense', () => ({}), () => [{}], () => 42, () => null];
/** To whoever wrote. */
const noOutcome: readonly Nonsense[] = [() => 'nonsense', () => ({}), () => [], () => undefined, () => null];

/** Close to the truth: harder to tell. */
const plausible: Readonly<Record<string, readonly Nonsense[]>> = {
  'directory.spaceOf': [() => 42, () => '', () => null, () => ['pro']],
  'directory.accounts': [
    () => undefined,
    () => Object.fromEntries([]),
    () => [],
    () => 'nonsense',
    changed({ accountId: 'acc_pro_somebody-else' }),
    changed({ status: 'aktiv' }),
    changed({ credentialsVersion: undefined }),
    changed({ mayActivate: 'no' }),
    changed({ authenticatorSubject: null }),
    (answer, [ids]) => new Map([...mapOf(answer), ['acc_pro_somebody-else', { ...firstOf(answer), accountId: String([ids].flat()[0]) }]]),
  ],
  'directory.counterparts': [
    () => undefined,
    () => ({}),
    () => 'nonsense',
    inEach({ space: 'elsewhere' }),
    inEach({ status: undefined }),
    twice,
  ],
  'approver.start': [
    () => undefined,
    () => ({}),
    () => [],
    (answer) => ({ ...Object(answer), authReqId: '' }),
    (answer) => ({ ...Object(answer), expiresAt: 'soon' }),
    (answer) => ({ ...Object(answer), intervalSeconds: Number.NaN }),
  ],
  'approver.poll': [
    () => undefined,
    () => ({}),
    () => [],
    () => 'approved',
    () => ({ outcome: 'yes' }),
    () => ({ outcome: 'approved' }),
    inProof({ subject: undefined }),
    inProof({ issuedAt: new Date(Number.NaN) }),
    inProof({ authenticatedAt: 'now' }),
    inProof({ details: [] }),
  ],
};

export function nonsenseFor(call: string): readonly Nonsense[] {
  if (plausible[call]) return plausible[call];
  const [, method = ''] = call.split('.');
  if (/^(find|findBy(Uid|UserCode)|activeOf|pendingOf|lastRevokedOf|lastHeard|byIdentifier)$/.test(method)) return noSuchThing;
  return /^(allOf|page|scan|all|byIds|byPerson|recentOf|findByAccountId|counterparts)$/.test(method) ? noList : noOutcome;
}

/** Somebody else's record, or what is none: where there is nothing, nothing is like it. */
function another(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return 'nonsense';
  const marks = ['id', 'jti', 'uid', 'kind', 'identifier', 'policyId', 'page'].filter((mark) => mark in answer);
  const sides = ['activating', 'other'].filter((side) => side in answer);
  if (marks.length + sides.length === 0) return 'nonsense';
  return {
    ...answer,
    ...Object.fromEntries(marks.map((mark) => [mark, "somebody else's"])),
    ...Object.fromEntries(sides.map((side) => [side, { ...Object(Reflect.get(answer, side)), accountId: 'acc_pro_somebody-else' }])),
  };
}

function mapOf(answer: unknown): Map<string, object> {
  return answer instanceof Map ? answer : new Map();
}

function firstOf(answer: unknown): object {
  return [...mapOf(answer).values()][0] ?? {};
}

/** Of each account that was found; of nobody where none was. */
function changed(change: object): Nonsense {
  return (answer) => {
    const accounts = [...mapOf(answer)].map(([id, account]) => [id, { ...account, ...change }] as const);
    return accounts.length > 0 ? new Map(accounts) : 'nonsense';
  };
}

function inEach(change: object): Nonsense {
  return (answer) => (Array.isArray(answer) && answer.length > 0 ? answer.map((account) => ({ ...account, ...change })) : 'nonsense');
}

function twice(answer: unknown): unknown {
  return Array.isArray(answer) && answer.length > 0 ? [...answer, ...answer] : 'nonsense';
}

function inProof(change: object): Nonsense {
  return (answer) => {
    const proof: unknown = Reflect.get(Object(answer), 'proof');
    return proof === undefined ? 'nonsense' : { ...Object(answer), proof: { ...Object(proof), ...change } };
  };
}
