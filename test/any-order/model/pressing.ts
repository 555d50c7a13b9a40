/** What a button must be answered with: a form of the page, posted as it was last seen. What it stores is then for `resume`. */
import { collect, isPending } from './links.ts';
import { isAlive, signedIn } from './logins.ts';
import { levelOf, pageOf } from './looking.ts';
import { accountOf, type Move, over, type Result, type State, type Tab, tabOf } from './state.ts';

const movesOf: Readonly<Record<string, readonly string[]>> = {
  login: ['finish', 'giveUp'],
  signed_in_here: ['choose', 'giveUp'],
  choose_account: ['choose', 'giveUp'],
  unavailable: ['giveUp'],
  consent: ['accept', 'refuse', 'giveUp'],
  waiting: ['poll', 'cancel', 'giveUp'],
  activated: ['open', 'giveUp'],
  failed: ['giveUp'],
  resolved: ['proceed', 'giveUp'],
};

/** A form of the page, posted as it was last seen (`seen`); what it stores is then for `resume`. `stored` means that the browser is sent there. */
export function press(state: State, number: number, move: Move, seen: string | undefined): string {
  const tab = tabOf(state, number);
  const page = pageOf(state, tab);
  const [, name = ''] = page.split(' ');
  if (!movesOf[name]?.includes(move.is)) return 'no_such_move';
  switch (move.is) {
    case 'poll':
      return `outcome ${collect(state, linkOf(state, tab))}`;
    case 'accept':
      return accept(state, tab, seen);
    case 'cancel':
      linkOf(state, tab).status = 'declined';
      return store(state, tab, { is: 'error' });
    case 'refuse':
    case 'giveUp':
      return store(state, tab, { is: 'error' });
    case 'finish':
      if (tab.began?.bound && tab.began.account !== move.account) return 'refused wrong_account';
      if (accountOf(state, move.account).space !== tab.asked.space) return 'refused wrong_account';
      if (levelOf(tab) === 'strong' && move.level !== 'strong') return 'refused level_not_reached';
      return store(state, tab, {
        is: 'login',
        account: move.account,
        level: move.level,
        at: state.now,
        version: accountOf(state, move.account).version,
      });
    case 'choose': {
      const account = signedIn(state, tab.asked.space)?.account;
      if (seen !== `account ${account}` || account === undefined) return 'refused changed';
      const stored = store(state, tab, { is: 'proceed' });
      if (stored === 'stored') tab.choice = { choice: move.choice, account };
      return stored;
    }
    default:
      return store(state, tab, { is: 'proceed' });
  }
}

function accept(state: State, tab: Tab, seen: string | undefined): string {
  const source = signedIn(state, 'pro');
  if (!source || seen !== `consent ${source.number}`) return 'refused changed';
  const pending = state.links.findIndex((link) => link.status === 'pending' && link.pro === source.account);
  const link = state.links[pending];
  if (link && isPending(state, link)) {
    if (link.by !== source.number) return 'refused activation_under_way';
    tab.attempt = pending;
    return 'waiting';
  }
  if (link) link.status = 'expired';
  const { counterparts, version } = accountOf(state, source.account);
  const [counterpart = ''] = counterparts;
  state.links.push({
    pro: source.account,
    particuliers: counterpart,
    by: source.number,
    startedAt: state.now,
    versions: [version, accountOf(state, counterpart).version],
    status: 'pending',
    over: false,
    phone: 'pending',
    activatedAt: 0,
  });
  tab.attempt = state.links.length - 1;
  return 'waiting';
}

/** A result is for the session in which the page was opened, and dies with it. */
function store(state: State, tab: Tab, result: Result): string {
  if (tab.began?.login !== undefined && !isAlive(state, tab.began.login)) return over;
  tab.result = result;
  // Giving up takes back what was chosen on this page.
  if (result.is === 'error') tab.choice = tab.carried;
  return 'stored';
}

function linkOf(state: State, { attempt }: Tab) {
  const link = attempt === undefined ? undefined : state.links[attempt];
  if (!link) throw new Error('a waiting page has a link');
  return link;
}
