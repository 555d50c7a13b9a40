/**
 * How often a race is run, and what became of it. Five rounds in every run of the tests; as many as ROUNDS says in a long one
 * (`npm run test:races`), which also wants its rows for a table. The one place that reads these variables.
 */
import { appendFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import type { Cluster } from '../world/nodes.ts';

const { ROUNDS, RACES_FILE } = process.env;
const short = 5;
const long = ROUNDS === undefined || ROUNDS === '' ? undefined : Number(ROUNDS);

export const isLong = long !== undefined;

/** Rounds of this run; `inEveryRun` where five would not show every case, or cost too much. */
export function rounds(inEveryRun = short): number {
  return Math.max(long ?? inEveryRun, 1);
}

/** Sequences of commands in any order: what one of them costs, a round costs twenty times over. */
export const sequences = long === undefined ? 200 : long * 20;

/** Time for that many rounds, on a machine that has other things to do. */
export const patience = 60_000 + (long ?? short) * 5_000;

/** A round answers what went wrong in it, one line each; a round that throws went wrong as well. */
export type Round = (number: number) => Promise<readonly string[]>;

export interface RaceOptions {
  readonly times?: number;
  /** Rounds side by side. */
  readonly lanes?: number;
  /** More for the row: how often it went which way. */
  readonly notes?: () => Readonly<Record<string, number>>;
}

/**
 * Runs the rounds, some side by side, and fails with every failure after the last of them. An error that a node has logged meanwhile is
 * one as well: whoever loses a race is refused, and nothing breaks.
 */
export async function race(
  { nodes }: Cluster,
  name: string,
  round: Round,
  { times = rounds(), lanes = 3, notes }: RaceOptions = {},
): Promise<void> {
  const failures: string[] = [];
  let next = 0;
  async function run(): Promise<void> {
    while (next < times) {
      const number = next++;
      const faults = await round(number).catch((error: unknown) => [
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      ]);
      failures.push(...faults.map((fault) => `round ${number}: ${fault}`));
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, times) }, run));
  for (const { commands } of nodes) failures.push(...(await commands.takeFaults()).map((fault) => `a node logged ${fault}`));
  report({ name, rounds: times, failures: failures.length, ...notes?.() });
  expect(failures).toEqual([]);
}

/** Milliseconds between the two sides of a race: six of them in every run, all in one that has the rounds. */
export function offsetOf(number: number, times: number): number {
  return times > longest ? number % (longest + 1) : (number % 6) * 10;
}

const longest = 50;

export interface Sway {
  /** Milliseconds that each side waits, so that either may win: the offsets lie around the moment where they are even just now. */
  waits(offset: number): { readonly first: number; readonly second: number };
  was(firstWon: boolean): void;
}

/** Finds that moment on this machine by who has won so far: in large steps to begin with. */
export function sway(): Sway {
  let [even, step] = [0, 16];
  return {
    waits(offset) {
      const lead = even - longest / 2 + offset;
      return { first: Math.max(0, -lead), second: Math.max(0, lead) };
    },
    was(firstWon) {
      even += firstWon ? -step : step;
      step = Math.max(2, step * 0.8);
    },
  };
}

/** A row of the table: of a race, or of something measured beside. */
export function report(row: Readonly<Record<string, string | number>>): void {
  if (RACES_FILE !== undefined) appendFileSync(RACES_FILE, `${JSON.stringify(row)}\n`);
}
