/**
 * One browser, two customers, two spaces, several tabs, relying parties and an adviser, in any order: every answer is the one that the model
 * allows. A failing run says its seed and path: ANY_ORDER_SEED and ANY_ORDER_PATH play it again (two steps at once may fall otherwise).
 */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { holdTime } from '../credentials/world.ts';
import { isLong, report, sequences as times } from '../races/rounds.ts';
import { mustBeReached } from './reached.ts';
import { play } from './run/play.ts';
import { sequences } from './weights.ts';
import { type Bank, openBank } from './wire.ts';

const { ANY_ORDER_SEED, ANY_ORDER_PATH } = process.env;
const replayed = ANY_ORDER_PATH !== undefined && ANY_ORDER_PATH !== '';
/** The short form goes the same ways in every run, so that what falls is what was changed; new ground is for the long form. */
const firstSeed = isLong ? Date.now() ^ (process.pid << 8) : 20_261_127;
/** The store is a map that is walked: it must not grow for ever. */
const sequencesOfABank = 40;

describe('two customers at one browser, in any order', () => {
  const counts = new Map<string, number>();
  const count = (what: string) => void counts.set(what, (counts.get(what) ?? 0) + 1);
  const counted = (what: string) => counts.get(what) ?? 0;
  let time: ReturnType<typeof holdTime>;
  let bank: Bank | undefined;
  let finished = false;
  let serial = 0;
  let played = 0;
  beforeAll(() => {
    time = holdTime();
  });
  afterAll(async () => {
    await bank?.close();
    jest.useRealTimers();
  });

  async function bankFor(serial: number): Promise<Bank> {
    if (bank && serial % sequencesOfABank !== 0) return bank;
    await bank?.close();
    bank = await openBank();
    return bank;
  }

  async function playSequences(): Promise<void> {
    let commandsPlayed = 0;
    const property = fc.asyncProperty(sequences, async (commands) => {
      const host = await bankFor(serial);
      serial += 1;
      await host.passerelle.policies.resume('pro-particuliers', { actor: 'operator:adviser-7' });
      host.events.length = 0;
      commandsPlayed += commands.length;
      await play({ bank: host, serial, count, pass: (seconds) => time.advance(seconds) }, commands);
    });
    const seed = ANY_ORDER_SEED ? Number(ANY_ORDER_SEED) : firstSeed + played++;
    const run = await fc.check(property, { numRuns: times, seed, ...(replayed && { path: ANY_ORDER_PATH }) });
    const replay = `ANY_ORDER_SEED=${run.seed} ANY_ORDER_PATH=${run.counterexamplePath ?? ''}`;
    process.stdout.write(`any order: ${run.numRuns} sequences, ${commandsPlayed} commands, seed ${run.seed}\n`);
    report({
      name: 'any order',
      sequences: run.numRuns,
      commands: commandsPlayed,
      failures: run.failed ? 1 : 0,
      seed: run.seed,
      activations: counted('activation'),
      switches: counted('switch to particuliers') + counted('switch to pro'),
      'step-ups': counted('step-up'),
      'pages detached': counted('detached page'),
    });
    finished = !run.failed && !replayed;
    if (run.failed) throw new Error(`${replay}\n${await fc.asyncDefaultReportMessage(run)}\n${String(run.errorInstance)}`);
  }

  it(
    'T5, T52: each answer names the account that the model allows, what has ended works nowhere, and no page is a bare error',
    playSequences,
    60_000 + times * 1_000,
  );

  it(
    'has been everywhere where it could have gone wrong',
    async () => {
      // Chance alone decides where one run goes. What several never meet is out of reach, and proves nothing.
      for (let more = 0; more < 4 && unmet().length > 0; more += 1) await playSequences();
      expect(unmet()).toEqual([]);
    },
    60_000 + times * 4_000,
  );

  function unmet(): readonly string[] {
    return mustBeReached.filter((what) => finished && counted(what) === 0);
  }
});
