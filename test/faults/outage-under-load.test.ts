/**
 * What stands behind the server goes away while customers use it, and comes back: a quarter of a second in every run, a minute each in
 * `npm run test:faults`. Nobody is signed out, no link ends, nothing that needs it is done meanwhile, and then all works.
 */
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AccountLink } from '../../src/linking/account-link.ts';
import { historyFaults } from '../../src/linking/history-verification.ts';
import { describeOnStores } from '../ground/stores.ts';
import { isLong, report } from '../races/rounds.ts';
import { accountOf } from '../world/customers.ts';
import type { PortName } from '../world/faulty-ports.ts';
import { clientOf } from '../world/people.ts';
import { hasCode, type Reply } from './attempt.ts';
import { type Deed, type Lane, openActivatingLane, openLane } from './load.ts';
import { type OutageWorld, openOutageWorld } from './outage-world.ts';

type Phase = 'before' | 'away' | 'back';

const customers = 3;
/** Milliseconds. */
const isAwayFor = isLong ? 60_000 : 250;
const patience = isAwayFor + 60_000;

describeOnStores('T61: away under load', (kind) => {
  let world: OutageWorld;
  beforeAll(async () => {
    world = await openOutageWorld({ builtIn: false, kind, answerWithin: 5_000 });
  });
  afterAll(() => world.close());

  it.each(['store', 'directory', 'approver'] as const)(
    'the %s: 0 links revoked, 0 sessions lost, nothing that needs it is done, and then all works',
    async (port) => {
      const lanes = await Promise.all(Array.from({ length: customers }, () => openLane(world)));
      const activating = await openActivatingLane(world);
      const load = createLoad(world, port);
      const deeds = new Set([...lanes, activating].flatMap((lane) => lane.deeds.map(({ name }) => name)));
      const untried = () => [...deeds].filter((name) => !load.triedWhileAway.has(name));
      await Promise.all(lanes.map((lane) => load.once(lane)));

      const running = lanes.map((lane) => load.again(lane));
      await setTimeout(30);
      load.phase = 'away';
      world.faults.takeAway(port);
      const trying = load.again(activating);
      await setTimeout(isAwayFor);
      while (untried().length > 0) await setTimeout(10);
      const during = await Promise.all([...lanes, activating].map((lane) => statusesOf(lane)));
      load.phase = 'back';
      await world.faults.mend();
      load.stop();
      await Promise.all([...running, trying]);
      await Promise.all([...lanes, activating].map((lane) => load.once(lane)));

      report({ name: `away under load: ${port}, on ${kind}`, ...load.counts });
      expect(load.failures).toEqual([]);
      expect(during).toEqual([...lanes.map(() => ['active']), expect.not.arrayContaining(['active'])]);
      for (const lane of [...lanes, activating]) {
        expect((await statusesOf(lane)).filter((status) => status !== 'expired')).toEqual(['active']);
        expect((await linksOf(lane)).flatMap((link) => historyFaults(link))).toEqual([]);
        expect(await signedOut(lane)).toEqual([]);
      }
    },
    patience,
  );

  async function linksOf({ customer }: Lane): Promise<readonly AccountLink[]> {
    const { accountId } = await accountOf(world, 'pro', customer.pro);
    return world.demo.store.links.allOf(accountId);
  }

  const statusesOf = async (lane: Lane) => (await linksOf(lane)).map(({ status }) => status);

  /** With the cookies that each browser has. */
  async function signedOut({ browsers }: Lane): Promise<readonly string[]> {
    const asked = [...browsers].flatMap(([browser, spaces]) => spaces.map((space) => [browser, space] as const));
    const answers = await Promise.all(
      asked.map(async ([browser, space]) => [space, await world.authorize(browser, clientOf[space], { prompt: 'none' })] as const),
    );
    return answers.flatMap(([space, answer]) => (hasCode(answer) ? [] : [`${space}: ${told(answer)}`]));
  }
});

/** Judges each answer by when it was asked for and when it came: what began or ended in another phase may have gone either way. */
function createLoad(world: OutageWorld, port: PortName) {
  const failures: string[] = [];
  const triedWhileAway = new Set<string>();
  const counts = { done: 0, outages: 0 };
  let stopped = false;

  const load = { phase: 'before' as Phase, failures, triedWhileAway, counts, once, again, stop };

  function stop(): void {
    stopped = true;
  }

  async function once({ deeds }: Lane): Promise<void> {
    for (const deed of deeds) await attempt(deed);
  }

  async function again(lane: Lane): Promise<void> {
    while (!stopped) await once(lane);
  }

  async function attempt(deed: Deed): Promise<void> {
    const [began, since] = [load.phase, world.lines.length];
    const reply = await deed.act();
    const ended = load.phase;
    const [done, outage] = [deed.done(reply), isOutage(reply)];
    deed.after?.(reply, began !== ended);
    counts.done += Number(done);
    counts.outages += Number(outage);
    if (began === 'away' && ended === 'away') triedWhileAway.add(deed.name);
    const fault = faultOf();
    if (fault) failures.push(`${deed.name}, ${began} to ${ended}, ${fault}: ${told(reply)}`);

    function faultOf(): string | undefined {
      if (!done && !outage) return 'neither done nor an outage';
      if (outage && !isInTheLog(reply, since)) return 'not in the log';
      if (began !== ended) return undefined;
      const works = began !== 'away' || !deed.needs.includes(port);
      if (works !== done) return works ? 'not done' : 'done all the same';
      return undefined;
    }
  }

  /** The operator finds the request by the id that the customer was given. */
  function isInTheLog({ headers }: Reply, since: number): boolean {
    const id = headers['x-request-id'];
    return id !== undefined && world.lines.slice(since).some((line) => line.includes(id));
  }

  return load;
}

/** 503 with when to try again, or the OAuth error that means it (RFC 6749 section 4.1.2.1). */
function isOutage({ status, left, headers }: Reply): boolean {
  return left?.searchParams.get('error') === 'temporarily_unavailable' || (status === 503 && headers['retry-after'] !== undefined);
}

function told({ status, left, text }: Reply): string {
  return `${status} ${left?.search ?? text.replace(/<[^>]+>|\s+/g, ' ').slice(0, 300)}`;
}
