/**
 * What stands behind the server fails at each call of each flow in turn: the request fails as an outage that can be found in the log, nothing
 * is half-written, nobody is signed out, and the next try works. A short run throws at every call, and takes a spread of the other faults
 * for the store; `npm run test:faults` takes every fault at every call.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccountLink } from '../../src/linking/account-link.ts';
import { historyFaults } from '../../src/linking/history-verification.ts';
import { isLong, patience, report } from '../races/rounds.ts';
import { accountOf } from '../world/customers.ts';
import type { Fault } from '../world/faulty-ports.ts';
import { clientOf } from '../world/people.ts';
import { type Attempt, type Flow, hasCode, type Reply } from './attempt.ts';
import { browserFlows } from './browser-flows.ts';
import { clientFlows } from './client-flows.ts';
import { endingFlows } from './ending-flows.ts';
import { nonsenseFor } from './nonsense.ts';
import { type OutageWorld, openOutageWorld } from './outage-world.ts';

interface Trial {
  readonly at: number;
  readonly call: string;
  readonly fault: Fault;
}

const flows = [...browserFlows, ...clientFlows, ...endingFlows];
/** Of the faults besides throwing, a short run takes one in so many: of the directory, the approver and the links, and of the rest of the store. */
const oneInNear = 4;
const oneInFar = 13;

describe.each([
  { accounts: "the bank's own", builtIn: false },
  { accounts: 'built in', builtIn: true },
])('T61: accounts that are $accounts, and everything behind the server at fault', ({ builtIn }) => {
  let world: OutageWorld;
  let trials = 0;
  beforeAll(async () => {
    world = await openOutageWorld({ builtIn });
  });
  afterAll(async () => {
    await world.close();
    report({ name: `every call at fault, accounts ${builtIn ? 'built in' : 'elsewhere'}`, trials });
  });

  // The built-in accounts are a part of the store: what is new with them is what is written to them.
  const these = builtIn && !isLong ? flows.filter(({ name }) => /security event/.test(name)) : flows;

  it.each(these)(
    '$name: an outage at any call is said to be one, writes nothing by half, loses nothing, and the next try works',
    async (flow) => {
      const failures: string[] = [];
      let attempt: Attempt | undefined;
      for (const trial of trialsOf(flow, await callsOf(flow), these.indexOf(flow))) {
        attempt = (flow.repeatable ? attempt : undefined) ?? (await flow.begin(world));
        trials += 1;
        const faults = await tryOut(flow, attempt, trial).catch((error: unknown) => [String(error)]);
        failures.push(...faults.map((fault) => `${trial.at} ${trial.call} ${trial.fault.how}: ${fault}`));
        if (faults.length > 0) attempt = undefined;
      }
      expect(failures).toEqual([]);
    },
    patience,
  );

  async function callsOf(flow: Flow): Promise<readonly string[]> {
    const attempt = await flow.begin(world);
    world.faults.watch();
    const reply = await attempt.act();
    expect(flow.done(reply) ? 'done' : told(reply)).toBe('done');
    const calls = [...world.faults.calls];
    await flow.cleanUp?.(world);
    return calls;
  }

  async function tryOut(flow: Flow, attempt: Attempt, { at, call, fault }: Trial): Promise<readonly string[]> {
    const logged = world.lines.length;
    world.faults.watch(at, fault);
    const reply = await attempt.act();
    const met = await world.faults.mend();
    const done = flow.done(reply);
    const found = [
      ...(met ? [] : ['the fault was not met']),
      ...(done && isNear(call) && !flow.isSlow ? ['it was done all the same'] : []),
      ...(done || flow.waits?.(reply) || isOutage(reply, fault) ? [] : [`answered ${told(reply)}`]),
      ...(isOutage(reply, fault) && !isInTheLog(reply, logged) ? [`not in the log: ${reply.headers['x-request-id']}`] : []),
      ...(await linkFaults(attempt, done ? [...flow.links, ...flow.end] : flow.links)),
      ...(done ? [] : await signedOut(flow, attempt)),
    ];
    const again = done ? reply : await nextTry(flow, attempt);
    if (!flow.done(again)) found.push(`the next try: ${told(again)}`);
    await flow.settle?.(world, attempt);
    await flow.cleanUp?.(world);
    const end = (await linksOf(attempt)).map(({ status }) => status).filter((status) => flow.end.includes(status) || status !== 'expired');
    if (String(end) !== String(flow.end)) found.push(`in the end the links are ${end}`);
    return found;
  }

  async function nextTry(flow: Flow, attempt: Attempt): Promise<Reply> {
    // A few seconds later, as people are: what hung or was cut off is over by then.
    const again = await world.later(10, () => attempt.act());
    return flow.done(again) || !attempt.anew ? again : attempt.anew();
  }

  /** The operator finds the request by the id that the customer was given. */
  function isInTheLog({ headers }: Reply, since: number): boolean {
    const id = headers['x-request-id'];
    return id !== undefined && world.lines.slice(since).some((line) => line.includes(id));
  }

  async function linksOf({ customer }: Attempt): Promise<readonly AccountLink[]> {
    const { accountId } = await accountOf(world, 'pro', customer.pro);
    return world.demo.store.links.allOf(accountId);
  }

  async function linkFaults(attempt: Attempt, allowed: Flow['links']): Promise<readonly string[]> {
    return (await linksOf(attempt)).flatMap((link) => [
      ...(allowed.includes(link.status) ? [] : [`a link is ${link.status}`]),
      ...historyFaults(link).map(({ code }) => `a link's history: ${code}`),
    ]);
  }

  async function signedOut({ signedIn }: Flow, { browser }: Attempt): Promise<readonly string[]> {
    const answers = await Promise.all(signedIn.map((space) => world.authorize(browser, clientOf[space], { prompt: 'none' })));
    return answers.flatMap((answer, index) => (hasCode(answer) ? [] : [`no session in ${signedIn[index]}: ${told(answer)}`]));
  }
});

/** Throws at every call; of the other faults some at each, by turns, and more of them where an answer decides. */
function trialsOf({ isSlow }: Flow, calls: readonly string[], turn: number): readonly Trial[] {
  return calls.flatMap((call, at) => {
    const nonsense = nonsenseFor(call).map((nonsense) => ({ how: 'answers nonsense', nonsense }) as const);
    const others: readonly Fault[] = [{ how: 'is away' }, { how: 'hangs' }, { how: 'is late' }, { how: 'loses the reply' }, ...nonsense];
    const one = (isNear(call) || call.startsWith('links.')) && !isSlow ? oneInNear : oneInFar;
    const chosen = isLong ? others : others.filter((_, index) => (index + at + turn) % one === 0);
    return [{ how: 'throws' } as const, ...chosen].map((fault) => ({ at, call, fault }));
  });
}

/** Whose every answer decides. */
function isNear(call: string): boolean {
  return /^(directory|approver)\./.test(call);
}

/** 503 with when to try again, or the OAuth error that means it (RFC 6749 section 4.1.2.1). Nonsense may be a fault like any other. */
function isOutage({ status, left, headers }: Reply, { how }: Fault): boolean {
  const error = left?.searchParams.get('error');
  if (how === 'answers nonsense' && (status === 500 || error === 'server_error')) return true;
  return error === 'temporarily_unavailable' || (status === 503 && headers['retry-after'] !== undefined);
}

function told({ status, left, text }: Reply): string {
  return `${status} ${left?.search ?? text.replace(/<[^>]+>|\s+/g, ' ').slice(0, 300)}`;
}
