/** How often each deed is drawn: heavy enough for the long ways (activation, switch, revocation, use) to be met in one sequence. */
import fc from 'fast-check';
import { adviserDeeds, type Command, type Deed } from './commands.ts';
import type { Asked, Space } from './model/table.ts';

const space = fc.constantFrom<Space>('particuliers', 'pro');
/** The first is the one who mostly sits there. */
const person = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) });
const tab = fc.nat(5);
const button = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 3, arbitrary: fc.nat(3) });
const rarely = fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });

const asked: fc.Arbitrary<Asked> = fc.record(
  {
    space,
    from: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 2, arbitrary: fc.constant(false) }),
    prompt: fc.constantFrom('none' as const, 'none' as const, 'login' as const),
    acr: fc.constantFrom('strong' as const, 'code' as const),
    maxAge: fc.constant(true as const),
  },
  { requiredKeys: ['space', 'from'] },
);
const plainly: fc.Arbitrary<Asked> = fc.record(
  { space, from: fc.boolean(), prompt: fc.constantFrom('none' as const) },
  { requiredKeys: ['space', 'from'] },
);

const ask = fc.record({
  do: fc.constant('ask' as const),
  asked: fc.oneof({ weight: 3, arbitrary: plainly }, { weight: 1, arbitrary: asked }),
  keep: rarely,
});
const press = fc.record({ do: fc.constant('press' as const), tab, button, person, strong: fc.boolean(), stop: rarely });
const adviser = fc.record({ do: fc.constant('adviser' as const), deed: fc.constantFrom(...adviserDeeds), person, space });
/** Of two deeds of the bank at once nobody at the browser can tell which was last. */
const theirs = fc.oneof(ask, press);
const anybodys = fc.oneof(ask, press, adviser);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: ask },
  { weight: 7, arbitrary: press },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('look' as const, 'resume' as const, 'back' as const), tab }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('double' as const), tab, button, person }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('log_in' as const), space, person, strong: rarely }) },
  { weight: 3, arbitrary: fc.constant({ do: 'activate' as const }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('switch' as const), space, silently: fc.boolean() }) },
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
  { weight: 2, arbitrary: adviser },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('token' as const),
      use: fc.constantFrom(
        'refresh' as const,
        'redeem' as const,
        'replay refresh' as const,
        'replay code' as const,
        'redeem twice' as const,
      ),
      token: fc.nat(9),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('at once' as const), one: theirs, two: anybodys }) },
);

const after = fc.oneof(
  { weight: 24, arbitrary: fc.constant(1) },
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constant(61) },
  { weight: 1, arbitrary: fc.constant(301) },
);

export const sequences = fc.array(
  fc.tuple(after, deed).map(([seconds, what]): Command => ({ after: seconds, ...what })),
  { minLength: 1, maxLength: 24, size: 'max' },
);
