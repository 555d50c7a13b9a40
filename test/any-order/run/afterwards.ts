/** What has to hold after each step and at the end, whatever was done: tokens, links, approvals, and a log without faults. */
import { holds } from '../model/links.ts';
import type { State } from '../model/state.ts';
import type { Run } from './run.ts';
import { check } from './token-checks.ts';

/** Tokens looked at at the end, and after something has ended. */
const lastSample = 8;

export function createChecks(run: Run) {
  const { bank, cast, wallet, known, count, demand } = run;
  const pros = cast.accounts.filter(({ space }) => space === 'pro').map(({ accountId }) => accountId);
  let looked = 0;

  async function afterwards(): Promise<void> {
    const one = wallet.issued[looked++ % Math.max(1, wallet.issued.length)];
    if (one) demand(await check(wallet, one));
    const fault = bank.events.find(({ event }) => event === 'fault');
    if (fault) demand([`a fault was logged: ${JSON.stringify(fault)} ${String(fault['error'])}`]);
    const active = await activeLinks();
    known.keepThose(known.all().map((each) => missing(each, active) === undefined));
    const wrong = missing(known.state, active);
    if (wrong) demand([wrong]);
  }

  async function atTheEnd(): Promise<void> {
    await everyToken();
    await approvedLinksOnly();
  }

  /** Whatever a login, a link or a family has ended works nowhere at the next request. */
  async function everyToken(): Promise<void> {
    for (const one of wallet.issued.slice(-lastSample)) demand(await check(wallet, one, true));
  }

  type Active = Awaited<ReturnType<typeof activeLinks>>;

  /** Every link that holds is there, and no other is active but one that is over and not yet written. */
  function missing(each: State, active: Active): string | undefined {
    for (const link of each.links.filter(holds)) {
      if (!active.some(({ activating, other: side }) => activating.accountId === link.pro && side.accountId === link.particuliers))
        return 'a link is gone';
    }
    const extra = active.length - each.links.filter((link) => link.status === 'active').length;
    return extra > 0 ? `${extra} active link(s) that nobody activated` : undefined;
  }

  async function activeLinks() {
    const links = await Promise.all(pros.map((pro) => bank.passerelle.links.list(pro)));
    return links.flat().filter(({ status }) => status === 'active');
  }

  /** A change of credentials that nobody has told is written at the next sight of the link; the delay begins there. */
  async function seeWhatIsOver(): Promise<void> {
    const links = known.all().flatMap((each) => each.links);
    for (const link of links.filter(({ over, status }) => over && status === 'active')) {
      const [found] = (await bank.passerelle.links.list(link.pro)).filter(({ activatedAt }) => activatedAt !== undefined);
      if (found?.status !== 'revoked' || !found.endedAt) continue;
      Object.assign(link, { status: 'revoked', delayFrom: Math.floor(found.endedAt.getTime() / 1000) });
      count('revoked at sight');
    }
  }

  /** T5: each link that was ever active has exactly one approval, given to its very challenge. */
  async function approvedLinksOnly(): Promise<void> {
    for (const link of (await Promise.all(pros.map((pro) => bank.passerelle.links.list(pro)))).flat()) {
      const asked = bank.approver.asked.filter(({ details }) => details.challenge === link.activation.challenge);
      const approved = bank.answers.get(link.activation.challenge) === 'approved';
      if (link.activatedAt && !(asked.length === 1 && approved)) demand([`an active link with ${asked.length} approvals asked for`]);
    }
  }

  return { afterwards, atTheEnd, everyToken, seeWhatIsOver };
}

export type Checks = ReturnType<typeof createChecks>;
