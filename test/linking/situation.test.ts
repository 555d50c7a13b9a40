/** The whole matrix of the table: what `decide` answers in every world against what the table says of it. */
import { describe, expect, test } from '@jest/globals';
import { decide, type Outcome, staticRefusal } from '../../src/linking/situation.ts';
import { expectedLine } from './situation-table.ts';
import { factsOf, type World, worlds } from './situation-worlds.ts';

const matrix = compareAll();

describe(`rows 2 to 10: ${matrix.cells} cells`, () => {
  test('every cell is as the table says', () => {
    expect(matrix.deviations).toEqual([]);
  });

  test('every row occurs, with every outcome that it has', () => {
    expect([...matrix.kinds.keys()].sort()).toEqual(
      [
        '2 ordinary',
        '3 ordinary',
        '3 login',
        '3 signed_in_here',
        '4 ordinary',
        '5 ordinary',
        '5 login',
        '5 signed_in_here',
        '6 unavailable',
        '7 choose_account',
        '7 ordinary',
        '7 login',
        '7 open_counterpart',
        '8 linked',
        '9 consent',
        '10 ordinary',
        '10 login',
        '10 signed_in_here',
      ].sort(),
    );
  });

  test('and the matrix has not shrunk', () => {
    expect(matrix.cells).toBeGreaterThan(900_000);
    expect(Math.min(...matrix.kinds.values())).toBeGreaterThan(20);
  });
});

const spaces = ['pro', 'particuliers', 'assurance'];
const linkedFroms: readonly unknown[] = [
  'pro',
  'particuliers',
  'assurance',
  'unknown',
  '',
  'PRO',
  '__proto__',
  'constructor',
  ['pro', 'pro'],
  ['pro'],
  {},
  1,
  true,
  null,
  undefined,
];
const asked = linkedFroms.flatMap((linkedFrom) =>
  [undefined, 'pro', 'particuliers'].flatMap((targetSpace) =>
    [true, false].flatMap((nativeClient) =>
      [true, false].map((clientNamed) => ({ linkedFrom, targetSpace, nativeClient, clientNamed, spaces })),
    ),
  ),
);

describe(`row 1: ${asked.length} cells`, () => {
  test.each(asked)('linked_from=$linkedFrom towards $targetSpace, native $nativeClient, named $clientNamed', (facts) => {
    const { linkedFrom, targetSpace, nativeClient, clientNamed } = facts;
    const invalidRequest: readonly unknown[] = ['space_unknown', 'own_space', 'sent_twice'];
    const accessDenied: readonly unknown[] = ['native_client', 'client_not_named'];
    const refusal = staticRefusal(facts);
    if (typeof linkedFrom !== 'string') expect(refusal).toBe('sent_twice');
    else if (!['pro', 'particuliers', 'assurance'].includes(linkedFrom)) expect(refusal).toBe('space_unknown');
    else if (linkedFrom === targetSpace) expect(refusal).toBe('own_space');
    else if (nativeClient || !clientNamed) expect(accessDenied).toContain(refusal);
    else expect(refusal).toBeUndefined();
    // The parameter is judged before the client: a client that is refused for itself learns nothing of the spaces.
    if (invalidRequest.includes(refusal)) expect(staticRefusal({ ...facts, nativeClient: false, clientNamed: true })).toBe(refusal);
  });

  test('a native client is told so, named or not', () => {
    const facts = { linkedFrom: 'pro', targetSpace: 'particuliers', spaces, nativeClient: true };
    expect([true, false].map((clientNamed) => staticRefusal({ ...facts, clientNamed }))).toEqual(['native_client', 'native_client']);
    expect(staticRefusal({ ...facts, nativeClient: false, clientNamed: false })).toBe('client_not_named');
  });
});

interface Matrix {
  readonly cells: number;
  readonly kinds: ReadonlyMap<string, number>;
  /** The first hundred. */
  readonly deviations: readonly string[];
}

function compareAll(): Matrix {
  let cells = 0;
  const kinds = new Map<string, number>();
  const deviations: string[] = [];
  for (const world of worlds()) {
    cells += 1;
    const outcome = decide(factsOf(world));
    const [expected, answered] = [expectedLine(world), lineOf(outcome)];
    const kind = `${outcome.row} ${outcome.kind}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (expected !== answered && deviations.length < 100)
      deviations.push(`${worldLine(world)}\n  table: ${expected}\n  code:  ${answered}`);
  }
  return { cells, kinds, deviations };
}

/** An outcome in the words of the table. */
function lineOf(outcome: Outcome): string {
  const activate = 'activateFrom' in outcome && outcome.activateFrom ? ', with where to activate' : '';
  switch (outcome.kind) {
    case 'ordinary':
      return `${outcome.row} | own checks${activate} | ${outcome.noneError ?? 'the same'}`;
    case 'login':
      return `${outcome.row} | login | never asked`;
    case 'signed_in_here':
      return `${outcome.row} | who is signed in here: ${outcome.account}${activate} | ${outcome.noneError}`;
    case 'unavailable':
      return `${outcome.row} | unavailable: ${outcome.reason} | ${outcome.noneError}`;
    case 'choose_account':
      return `${outcome.row} | stay as ${outcome.account}, open the counterpart, or log in | ${outcome.noneError}`;
    case 'open_counterpart':
      return `${outcome.row} | log ${outcome.account} out, then open the counterpart | never asked`;
    case 'linked':
      return `${outcome.row} | code for ${outcome.counterpart} by ${outcome.linkId} | the same`;
    case 'consent':
      return `${outcome.row} | consent to ${outcome.candidates.join(' or ')} | ${outcome.noneError}`;
  }
}

function worldLine(world: World): string {
  return JSON.stringify({ ...world, request: world.request.name });
}
