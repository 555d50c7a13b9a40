/** What rows 2 to 5 of the table mean, case by case: requests that come to no linked login. The whole of it: situation.test.ts. */
import { describe, expect, test } from '@jest/globals';
import { acr } from '../../src/linking/assurance.ts';
import { decide } from '../../src/linking/situation.ts';
import {
  acrValues,
  type Case,
  chose,
  direct,
  essentialAcr,
  hint,
  linked,
  noLink,
  noSource,
  ownChecks,
  signedInHere,
  source,
  targetLogin,
  time,
  wants,
  withLink,
} from './situation-facts.ts';

describe.each<readonly [string, readonly Case[]]>([
  [
    'row 2: logged in to the target inside this interaction',
    [
      ['as the counterpart', { ...withLink, loggedIn: 'q-camille', target: direct('q-camille') }, ownChecks(2)],
      ['as somebody else: no page asks again', { ...withLink, loggedIn: 'q-paul', target: direct('q-paul') }, ownChecks(2)],
      [
        'T56: with prompt=login, which that login has answered',
        { ...noLink, ...wants({ promptLogin: true }), loggedIn: 'q-camille' },
        ownChecks(2),
      ],
      ['where the link could not be used', { ...withLink, loggedIn: 'q-camille', ineligible: 'policy_suspended' }, ownChecks(2)],
    ],
  ],
  [
    'row 3: what no linked login can give',
    [
      ['prompt=login with an active link', { ...withLink, ...wants({ promptLogin: true }) }, ownChecks(3)],
      ['T56: prompt=login activates nothing', { ...noLink, ...wants({ promptLogin: true }) }, ownChecks(3)],
      ['T57: max_age=86400 with an active link', { ...withLink, ...wants({ maxAge: 86_400 }) }, ownChecks(3)],
      [
        'T57: max_age in a linked session of the counterpart',
        { ...withLink, ...wants({ maxAge: 300 }), target: linked('q-camille') },
        ownChecks(3),
      ],
      ['T27: acr_values=strong with an active link', { ...withLink, ...acrValues(acr.strong) }, ownChecks(3)],
      [
        'T27: acr_values=code in a linked session: step-up',
        { ...withLink, ...acrValues(acr.code), target: linked('q-camille') },
        ownChecks(3),
      ],
      ['essential code', { ...withLink, ...essentialAcr(acr.code) }, ownChecks(3)],
      [
        'acr_values=code while Paul is signed in: his session would answer',
        { ...withLink, ...acrValues(acr.code), target: direct('q-paul') },
        signedInHere(3, 'q-paul'),
      ],
      [
        'acr_values=strong while Paul is signed in by code: his own step-up page',
        { ...withLink, ...acrValues(acr.strong), target: direct('q-paul') },
        ownChecks(3),
      ],
      [
        'max_age=300 while Paul is freshly signed in',
        { ...withLink, ...wants({ maxAge: 300 }), target: direct('q-paul') },
        signedInHere(3, 'q-paul'),
      ],
      [
        'max_age=30 while Paul is signed in longer: a login page anyway',
        { ...withLink, ...wants({ maxAge: 30 }), target: direct('q-paul') },
        ownChecks(3),
      ],
      [
        'acr_values=code while the counterpart is signed in',
        { ...noLink, ...acrValues(acr.code), target: direct('q-camille') },
        ownChecks(3),
      ],
      ['a hint of a third person', { ...withLink, ...hint('third'), target: direct('q-paul') }, ownChecks(3)],
      [
        'a hint of Paul, who is signed in: he is the one who is meant',
        { ...withLink, ...hint('holder'), target: direct('q-paul') },
        ownChecks(3),
      ],
      [
        'T27: a linked session answers as a linked one, whatever its acr says',
        { ...withLink, ...acrValues(acr.strong), target: { ...linked('q-paul'), acr: acr.strong } },
        ownChecks(3),
      ],
      [
        'a session of no level while acr_values=code: its own step-up page',
        { ...withLink, ...acrValues(acr.code), target: { ...direct('q-paul'), acr: undefined } },
        ownChecks(3),
      ],
      [
        'Paul goes on as himself',
        { ...withLink, ...acrValues(acr.code), target: direct('q-paul'), ...chose('current', 'q-paul') },
        ownChecks(3),
      ],
      [
        'Paul asks to log in',
        { ...withLink, ...acrValues(acr.code), target: direct('q-paul'), ...chose('login', 'q-paul') },
        { row: 3, kind: 'login' },
      ],
    ],
  ],
  [
    'row 4: the counterpart of an active link is signed in',
    [
      ['directly', { ...withLink, target: direct('q-camille') }, ownChecks(4)],
      ['by a linked login', { ...withLink, target: linked('q-camille') }, ownChecks(4)],
      ['and the source is itself linked', { ...withLink, ...source({ linked: true }), target: direct('q-camille') }, ownChecks(4)],
      ['and the hint names it', { ...withLink, ...hint('counterpart'), target: direct('q-camille') }, ownChecks(4)],
    ],
  ],
  [
    'row 5: no usable source session',
    [
      ['nobody is signed in anywhere', noSource, targetLogin],
      ['nobody at the source, Paul at the target', { ...noSource, target: direct('q-paul') }, signedInHere(5, 'q-paul')],
      ['Paul goes on as himself', { ...noSource, target: direct('q-paul'), ...chose('current', 'q-paul') }, ownChecks(5)],
      ['Paul asks to log in', { ...noSource, target: direct('q-paul'), ...chose('login', 'q-paul') }, { row: 5, kind: 'login' }],
      [
        'the page showed Camille, the session holds Paul by now',
        { ...noSource, target: direct('q-paul'), ...chose('current', 'q-camille') },
        signedInHere(5, 'q-paul'),
      ],
      ['a linked login is no source: no chains', { ...withLink, ...source({ linked: true }) }, targetLogin],
      [
        'T3: a session from the second before the activation',
        { ...withLink, ...source({ authenticatedAt: time('07:59:59') }) },
        targetLogin,
      ],
      [
        'T3: and one as old at the other space',
        { ...withLink, sourceMayActivate: false, ...source({ authenticatedAt: time('07:00:00') }) },
        targetLogin,
      ],
    ],
  ],
])('%s', (_, cases) => {
  test.each(cases)('%s', (_title, facts, expected) => {
    expect(decide(facts)).toEqual(expected);
  });
});

describe('max_age is counted in whole seconds, as the provider counts it (its session would answer without a page)', () => {
  test.each([
    ['the 60th second begins', '10:00:00.000', signedInHere(3, 'q-paul')],
    ['the 60th second is not over', '10:00:00.999', signedInHere(3, 'q-paul')],
    ['the 61st second begins', '10:00:01.000', ownChecks(3)],
  ])('max_age=60: %s', (_, clock, expected) => {
    expect(decide({ ...withLink, ...wants({ maxAge: 60 }), target: direct('q-paul', time('09:59:00')), now: time(clock) })).toEqual(
      expected,
    );
  });
});
