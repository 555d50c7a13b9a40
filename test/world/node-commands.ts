/** What a test asks of a node beside HTTP, and the messages that carry it to one in a process of its own. */

import type { RevocationReason } from '../../src/linking/reasons.ts';
import type { Passerelle } from '../../src/oidc/passerelle-types.ts';
import type { Willingness } from './node-approver.ts';
import type { NodeSetup } from './node-setup.ts';
import type { Moment } from './node-store.ts';

export interface NodeCommands {
  /** As an adviser does; answered when it is acknowledged. */
  revoke(linkId: string, reason: RevocationReason): ReturnType<Passerelle['links']['revoke']>;
  revokeAllOf(accountId: string, reason: RevocationReason): Promise<number>;
  suspend(policyId: string): ReturnType<Passerelle['policies']['suspend']>;
  resume(policyId: string): ReturnType<Passerelle['policies']['resume']>;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  /** Works until nothing is due. */
  work(): Promise<void>;
  /** Counts the calls to the store from here; the one of this number is the last thing that the process does. */
  watchCalls(death?: { readonly call: number; readonly moment: Moment }): Promise<void>;
  calls(): Promise<readonly string[]>;
  /** How the authenticator service gives approvals out to this node. */
  approve(willingness: Willingness): Promise<void>;
  /** The errors logged since they were asked for last. */
  takeFaults(): Promise<readonly string[]>;
  /** Moves the node's clock on. */
  advance(seconds: number): Promise<void>;
}

export type CommandName = keyof NodeCommands;

export const commandNames = [
  'revoke',
  'revokeAllOf',
  'suspend',
  'resume',
  'startWorker',
  'stopWorker',
  'work',
  'watchCalls',
  'calls',
  'approve',
  'takeFaults',
  'advance',
] as const satisfies readonly CommandName[];

/** To the node: first how to start, then commands. */
export type ToNode =
  | { readonly type: 'start'; readonly setup: NodeSetup; readonly mongoUri: string }
  | { readonly type: 'command'; readonly id: number; readonly name: CommandName; readonly parameters: readonly unknown[] };

export type FromNode =
  | { readonly type: 'ready'; readonly port: number }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'fault'; readonly id: number; readonly message: string };
