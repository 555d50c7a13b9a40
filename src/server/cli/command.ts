/** What a command is, and what it stands on. */
import type { Writable } from 'node:stream';
import type { Environment } from '../environment.ts';
import type { Fetch } from '../receipt/published-keys.ts';
import type { ServerStore } from '../server.ts';

/** 0: all is well, or yes. 1: something is wrong, or no. 2: the question could not be asked. */
export type ExitCode = 0 | 1 | 2;

export interface Ground {
  readonly environment: Environment;
  readonly clock: () => Date;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  /** For the log of what a command uses. */
  readonly errors: Writable;
  /** Closed by whoever opened it. */
  readonly openStore: () => Promise<ServerStore>;
  /** For what is published. */
  readonly fetch: Fetch;
}

export interface Findings {
  readonly exitCode: ExitCode;
  /** For a person, one line each. */
  readonly lines: readonly string[];
  /** The same for a program. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Command {
  readonly summary: string;
  /** The one thing that is named without an option, where there is one; `run` finds it among the options. */
  readonly operand?: string;
  /** Option names, and what each stands for. */
  readonly options: Readonly<Record<string, { readonly value: string; readonly required: boolean }>>;
  readonly run: (ground: Ground, options: Readonly<Record<string, string>>) => Promise<Findings>;
}
