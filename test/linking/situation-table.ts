/**
 * The table of the authorization request, rows 2 to 10, said a second time: in the words of the specification, over worlds and not
 * over facts, with nothing of the code under test but its names. The first row whose situation holds decides.
 */
import { accounts, counterpartsOf, type World } from './situation-worlds.ts';

/** What the browser gets, and what the same request gets with `prompt=none`. */
export interface Answer {
  readonly page: string;
  readonly none: string;
}

interface Row {
  readonly row: number;
  readonly situation: (world: World) => boolean;
  readonly outcome: (world: World) => Answer;
}

const holder = ({ target }: World) => target && accounts[target.who];
const theSame = (page: string): Answer => ({ page, none: 'the same' });

/** Signed in as an account that the source's link, or else the directory, names. */
const holdsCounterpart = (world: World) => counterpartsOf(world).some((account) => account === holder(world));

const usableSource = ({ source, linked }: World) =>
  source !== 'none' && source !== 'linked' && !(linked && source === 'direct, older than the activation');

/** The page of row 5. A choice counts only while the session holds the account that was shown. */
function whoIsSignedInHere(world: World, none: string, line = ''): Answer {
  const { decision } = world;
  if (typeof decision === 'object' && decision.shown === 'who is signed in') {
    if (decision.choice === 'current') return theSame('own checks');
    if (decision.choice === 'login') return { page: 'login', none: 'never asked' };
  }
  return { page: `who is signed in here: ${holder(world)}${line}`, none };
}

function whichAccount(world: World): Answer {
  const { decision } = world;
  if (typeof decision === 'object' && decision.shown === 'who is signed in') {
    if (decision.choice === 'current') return theSame('own checks');
    if (decision.choice === 'login') return { page: 'login', none: 'never asked' };
    return { page: `log ${holder(world)} out, then open the counterpart`, none: 'never asked' };
  }
  return { page: `stay as ${holder(world)}, open the counterpart, or log in`, none: 'account_selection_required' };
}

export const table: readonly Row[] = [
  {
    row: 2, // the person has logged in to the target inside this interaction
    situation: ({ decision }) => decision === 'logged in here',
    outcome: () => theSame('own checks'),
  },
  {
    row: 3, // prompt=login, any max_age, an acr that a linked login cannot reach, a hint of somebody other than the counterpart
    situation: (world) => !world.request.linkedLoginWillDo || hintOfSomebodyElse(world),
    outcome: (world) => {
      const wouldAnswerWithoutAPage = world.target !== undefined && world.request.answeredBy.includes(world.target.login);
      const unnamed = !holdsCounterpart(world) && world.hint === 'none';
      return wouldAnswerWithoutAPage && unnamed ? whoIsSignedInHere(world, 'login_required') : theSame('own checks');
    },
  },
  {
    row: 4, // the target session holds the account that an active link names for the source's account
    situation: (world) => world.linked && world.target?.who === 'counterpart',
    outcome: () => theSame('own checks'),
  },
  {
    row: 5, // no usable source session
    situation: (world) => !usableSource(world),
    outcome: (world) => (world.target ? whoIsSignedInHere(world, 'login_required') : { page: 'own checks', none: 'login_required' }),
  },
  {
    row: 6, // policy suspended; an account not usable; counterpart unknown or linked elsewhere; delay; no app; may not activate
    situation: ({ ineligible }) => ineligible !== undefined,
    outcome: ({ ineligible }) => ({ page: `unavailable: ${ineligible}`, none: 'access_denied' }),
  },
  {
    row: 7, // the target session holds another account, and a link is active or may be activated
    situation: (world) => world.target !== undefined && !holdsCounterpart(world) && (world.linked || world.sourceMayActivate),
    outcome: whichAccount,
  },
  {
    row: 8, // active link
    situation: ({ linked }) => linked,
    outcome: () => theSame(`code for ${accounts.counterpart} by lnk-1`),
  },
  {
    row: 9, // no link, source space may activate
    situation: ({ sourceMayActivate }) => sourceMayActivate,
    outcome: (world) => ({ page: `consent to ${consentable(world).join(' or ')}`, none: 'interaction_required' }),
  },
  {
    row: 10, // no link, source space may not activate
    situation: () => true,
    outcome: (world) =>
      world.target
        ? whoIsSignedInHere(world, 'interaction_required', ', with where to activate')
        : { page: 'own checks, with where to activate', none: 'interaction_required' },
  },
];

function hintOfSomebodyElse(world: World): boolean {
  if (world.hint === 'none' || world.hint === 'the counterpart') return false;
  return world.hint === 'a third person' || !holdsCounterpart(world);
}

/** The counterpart who is signed in stays; else the customer chooses among those who may be linked. */
function consentable(world: World): readonly string[] {
  const free = counterpartsOf(world).slice(0, world.counterparts === 'two' ? 2 : 1);
  return free.filter((account) => account === holder(world)).length > 0 ? free.filter((account) => account === holder(world)) : free;
}

/** Row, page and error as one line, to be compared and read. */
export function expectedLine(world: World): string {
  for (const { row, situation, outcome } of table) {
    if (!situation(world)) continue;
    const { page, none } = outcome(world);
    return `${row} | ${page} | ${none}`;
  }
  throw new Error('the table has no row for this');
}
