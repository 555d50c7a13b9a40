/** How often each deed is drawn: heavy enough for the long ways (activation, switch, revocation, use) to be met in one sequence. */
import fc from 'fast-check';
import { adviserDeeds, type Command, type Deed, tokenUses, type Wish } from './commands.ts';
import type { Space } from './model/table.ts';

const space = fc.constantFrom<Space>('particuliers', 'pro');
/** The first is the one who mostly sits there; the third is their second company. */
const person = fc.oneof(
  { weight: 8, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constant(2) },
);
const mostlyFirst = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(2) });
const tab = fc.nat(5);
const button = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.nat(3) });
const rarely = fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

const from = fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 2, arbitrary: fc.constant(false) });
const quietly = fc.oneof({ weight: 1, arbitrary: fc.constant({}) }, { weight: 2, arbitrary: fc.constant({ prompt: 'none' as const }) });
const amount = fc.nat(9).map((euros) => `${euros + 1}.00`);
/** What asks for more than a link gives: each of it alone, and now and then several together. */
const level = fc.constantFrom('strong' as const, 'code' as const, 'linked' as const);
const more = {
  prompt: fc.constant('login' as const),
  acr: level,
  essential: level,
  maxAge: fc.constantFrom(0, 30, 86_400),
  hint: fc.nat(2),
  loginHint: person,
  operation: amount,
};
const oneMore = fc.oneof(
  ...[...Object.entries(more), ['hint', more.hint] as const].map(([name, value]) =>
    value.map((each: string | number) => ({ [name]: each })),
  ),
);
const several = fc.record(more, { requiredKeys: [] });
const asked: fc.Arbitrary<Wish> = fc
  .tuple(fc.record({ space, from }), quietly, fc.oneof({ weight: 5, arbitrary: oneMore }, { weight: 1, arbitrary: several }))
  .map(([who, prompt, extra]) => ({ ...who, ...prompt, ...extra }));
const plainly: fc.Arbitrary<Wish> = fc
  .tuple(fc.record({ space, from: fc.boolean() }), quietly)
  .map(([who, prompt]) => ({ ...who, ...prompt }));

const ask = fc.record({
  do: fc.constant('ask' as const),
  asked: fc.oneof({ weight: 1, arbitrary: plainly }, { weight: 2, arbitrary: asked }),
  keep: rarely,
  push: fc.boolean(),
  answered: fc.boolean(),
});
const again = fc.record({ do: fc.constant('ask again' as const), pushed: fc.nat(3), keep: rarely, stolen: fc.boolean() });
const press = fc.record({ do: fc.constant('press' as const), tab, button, person, strong: fc.boolean(), stop: rarely });
const adviser = fc.record({ do: fc.constant('adviser' as const), deed: fc.constantFrom(...adviserDeeds), person, space });
/** Of two deeds of the bank at once nobody at the browser can tell which was last. */
const theirs = fc.oneof({ weight: 3, arbitrary: ask }, { weight: 3, arbitrary: press }, { weight: 1, arbitrary: again });
const anybodys = fc.oneof(ask, press, adviser);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 12, arbitrary: ask },
  { weight: 7, arbitrary: press },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('look' as const, 'resume' as const, 'back' as const), tab }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('double' as const), tab, button, person }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('log_in' as const), space, person, strong: rarely }) },
  { weight: 3, arbitrary: again },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('activate' as const), person: mostlyFirst }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('change places' as const), space, person }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('switch' as const), space, silently: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('exchange' as const), space }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('operate' as const), space, amount }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('log_out' as const),
      space,
      way: fc.constantFrom('relying party' as const, 'host page' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('phone' as const), person, decision: fc.constantFrom('approved' as const, 'denied' as const) }),
  },
  { weight: 4, arbitrary: adviser },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('token' as const),
      use: fc.constantFrom(...tokenUses),
      token: fc.nat(9),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('at once' as const), one: theirs, two: anybodys }) },
);

const after = fc.oneof(
  { weight: 24, arbitrary: fc.constant(1) },
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constant(61) },
  { weight: 1, arbitrary: fc.constant(301) },
);

/** Where the long ways lead to, so that many a sequence begins there: a link, somebody else in the target, a token by the grant, a second company. */
const openings: readonly (readonly Deed[])[] = [
  [],
  [{ do: 'activate', person: 0 }],
  [
    { do: 'log_in', space: 'particuliers', person: 1, strong: false },
    { do: 'activate', person: 0 },
  ],
  [
    { do: 'activate', person: 0 },
    { do: 'exchange', space: 'pro' },
  ],
  [
    { do: 'activate', person: 0 },
    { do: 'activate', person: 2 },
  ],
];
const opening = fc
  .oneof({ weight: 2, arbitrary: fc.constant(openings[0] ?? []) }, { weight: 3, arbitrary: fc.constantFrom(...openings) })
  .map((deeds) => deeds.map((each): Command => ({ after: 1, ...each })));
const rest = fc.array(
  fc.tuple(after, deed).map(([seconds, what]): Command => ({ after: seconds, ...what })),
  { minLength: 1, maxLength: 20, size: 'max' },
);

export const sequences = fc.tuple(opening, rest).map(([first, then]) => [...first, ...then]);
