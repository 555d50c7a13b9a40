/** What rows 6 to 10 of the table mean, case by case: a usable source session. The whole of it: situation.test.ts. */
import { describe, expect, test } from '@jest/globals';
import { acr } from '../../src/linking/assurance.ts';
import { decide } from '../../src/linking/situation.ts';
import {
  acrValues,
  activateElsewhere,
  type Case,
  chose,
  codeForCamille,
  consent,
  direct,
  hint,
  linked,
  noLink,
  ownChecks,
  source,
  time,
  wayBack,
  whichAccount,
  withLink,
} from './situation-facts.ts';

describe.each<readonly [string, readonly Case[]]>([
  [
    'row 6: the accounts cannot be used together',
    [
      [
        'counterpart blocked, link active',
        { ...withLink, ineligible: 'counterpart_blocked' },
        { row: 6, kind: 'unavailable', reason: 'counterpart_blocked', noneError: 'access_denied' },
      ],
      [
        'delay running after a revocation',
        { ...noLink, ineligible: 'reactivation_delay' },
        { row: 6, kind: 'unavailable', reason: 'reactivation_delay', noneError: 'access_denied' },
      ],
      [
        'no authenticator app, Paul signed in: told before any choice',
        { ...noLink, ineligible: 'no_authenticator', target: direct('q-paul') },
        { row: 6, kind: 'unavailable', reason: 'no_authenticator', noneError: 'access_denied' },
      ],
      [
        'policy suspended on the way back',
        { ...wayBack, ineligible: 'policy_suspended' },
        { row: 6, kind: 'unavailable', reason: 'policy_suspended', noneError: 'access_denied' },
      ],
    ],
  ],
  [
    'row 7: somebody else is signed in at the target',
    [
      ['an active link', { ...withLink, target: direct('q-paul') }, whichAccount('q-paul')],
      ['a link that may be activated', { ...noLink, target: direct('q-paul') }, whichAccount('q-paul')],
      ['by a linked login of his own', { ...withLink, target: linked('q-paul') }, whichAccount('q-paul')],
      ['with a hint of the counterpart', { ...withLink, ...hint('counterpart'), target: direct('q-paul') }, whichAccount('q-paul')],
      ['stay as Paul', { ...withLink, target: direct('q-paul'), ...chose('current', 'q-paul') }, ownChecks(7)],
      ['log in', { ...withLink, target: direct('q-paul'), ...chose('login', 'q-paul') }, { row: 7, kind: 'login' }],
      [
        'open the counterpart: Paul is logged out first',
        { ...withLink, target: direct('q-paul'), ...chose('linked', 'q-paul') },
        { row: 7, kind: 'open_counterpart', account: 'q-paul' },
      ],
      [
        'the choice was made for somebody who is gone',
        { ...withLink, target: direct('q-paul'), ...chose('linked', 'q-inès') },
        whichAccount('q-paul'),
      ],
    ],
  ],
  [
    'row 8: an active link',
    [
      ['from the activating space', withLink, codeForCamille],
      ['from the other space', { ...withLink, sourceMayActivate: false }, codeForCamille],
      [
        'from the session that activated it, older than the link',
        { ...withLink, ...source({ uid: 'uid-activation', authenticatedAt: time('07:50:00') }) },
        codeForCamille,
      ],
      [
        'from a session of the very second of the activation',
        { ...withLink, ...source({ authenticatedAt: time('08:00:00') }) },
        codeForCamille,
      ],
      ['acr_values=strong linked', { ...withLink, ...acrValues(acr.strong, acr.linked) }, codeForCamille],
      ['an acr that nobody knows, not essential', { ...withLink, ...acrValues('urn:example:gold') }, codeForCamille],
      ['once Paul is logged out', { ...withLink, ...chose('linked', 'q-paul') }, codeForCamille],
    ],
  ],
  [
    'row 9: no link, the source may activate',
    [
      ['nobody is signed in at the target', noLink, consent('q-camille')],
      ['the counterpart is signed in directly', { ...noLink, target: direct('q-camille') }, consent('q-camille')],
      [
        'several counterparts: the customer chooses',
        { ...noLink, counterparts: ['q-camille', 'q-camille-2'], candidates: ['q-camille', 'q-camille-2'] },
        consent('q-camille', 'q-camille-2'),
      ],
      [
        'several, one of them signed in: that one',
        { ...noLink, counterparts: ['q-camille', 'q-camille-2'], candidates: ['q-camille', 'q-camille-2'], target: direct('q-camille-2') },
        consent('q-camille-2'),
      ],
      [
        'several, one of them linked elsewhere: not offered',
        { ...noLink, counterparts: ['q-camille', 'q-camille-2'], candidates: ['q-camille-2'] },
        consent('q-camille-2'),
      ],
      [
        'an older session may activate: its age is for the consent page to ask about',
        { ...noLink, ...source({ authenticatedAt: time('06:00:00') }) },
        consent('q-camille'),
      ],
    ],
  ],
  [
    'row 10: no link, the source may not activate',
    [
      ['nobody is signed in at the target', wayBack, activateElsewhere],
      [
        'somebody is',
        { ...wayBack, target: direct('p-camille') },
        { row: 10, kind: 'signed_in_here', account: 'p-camille', noneError: 'interaction_required', activateFrom: true },
      ],
      ['goes on as them', { ...wayBack, target: direct('p-camille'), ...chose('current', 'p-camille') }, ownChecks(10)],
      ['asks to log in', { ...wayBack, target: direct('p-camille'), ...chose('login', 'p-camille') }, { row: 10, kind: 'login' }],
    ],
  ],
])('%s', (_, cases) => {
  test.each(cases)('%s', (_title, facts, expected) => {
    expect(decide(facts)).toEqual(expected);
  });
});
