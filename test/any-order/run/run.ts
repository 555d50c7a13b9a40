/** What the parts of a run share: the bank and its cast, what is known, what was told so far. */
import type { Cast } from '../cast.ts';
import type { Desk } from '../steps/step.ts';
import type { Steps } from '../steps/ways.ts';
import type { Bank } from '../wire.ts';
import type { Knowledge } from './knowledge.ts';
import type { Wallet } from './wallet.ts';

export interface Run {
  readonly bank: Bank;
  readonly cast: Cast;
  readonly desk: Desk;
  readonly steps: Steps;
  readonly wallet: Wallet;
  readonly known: Knowledge;
  /** The steps so far, for whoever reads a failure. */
  readonly told: string[];
  readonly count: (what: string) => void;
  /** Fails the run where there is a fault. */
  demand(faults: readonly string[]): void;
}

export function collectReached({ known, count }: Run): void {
  for (const what of known.state.reached.splice(0)) count(what);
}
