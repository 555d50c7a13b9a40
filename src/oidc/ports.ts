/**
 * What the extension asks of others (store, directory, approvers), guarded: every call is answered in time and as its port promises, or it
 * is an outage, and nothing is concluded from it (T61). The one door by which the rooms reach them; a host may guard its own parts by it too.
 */
import type { AdapterFactory } from 'oidc-provider';
import type { AccountDirectory } from '../linking/account-directory.ts';
import type { Approver } from '../linking/approver.ts';
import { approverChecks } from './approver-answers.ts';
import { deliveryChecks } from './delivery-answers.ts';
import { directoryChecks } from './directory-answers.ts';
import type { PasserelleStore } from './store.ts';
import {
  adapterChecks,
  artifactChecks,
  feedChecks,
  linkChecks,
  linkedLoginChecks,
  policyStateChecks,
  replayChecks,
} from './store-answers.ts';
import { type AnswerChecks, guarded } from './unavailable.ts';

export interface PortOptions {
  readonly store: PasserelleStore;
  readonly directory: AccountDirectory;
  /** By space. */
  readonly approvers: Readonly<Record<string, Approver>>;
  /** How long any call may take, in milliseconds. Default 15 seconds. */
  readonly answerWithin?: number;
}

export interface Ports extends Required<Omit<PortOptions, 'answerWithin'>> {
  /** The same for what oidc-provider keeps, in the host's adapter or in our store. */
  readonly adapter: (model: string, adapter: ReturnType<AdapterFactory>) => ReturnType<AdapterFactory>;
  /** For ports that are the host's own. */
  guard<T extends object>(name: string, port: T, checks?: AnswerChecks<T>): T;
}

/** Longer than adapters wait themselves, whose errors say more (MongoDB and the CIBA client: 5 s for an answer); shorter than a balancer does. */
const defaultPatience = 15_000;

export function createPorts({ store, directory, approvers, answerWithin = defaultPatience }: PortOptions): Ports {
  const guard = <T extends object>(name: string, port: T, checks: AnswerChecks<T> = {}) => guarded(port, { name, answerWithin, checks });
  return {
    store: {
      artifacts: (model) => guard('store.artifacts', store.artifacts(model), artifactChecks),
      replay: guard('store.replay', store.replay, replayChecks),
      links: guard('store.links', store.links, linkChecks),
      linkedLogins: guard('store.linkedLogins', store.linkedLogins, linkedLoginChecks),
      policyStates: guard('store.policyStates', store.policyStates, policyStateChecks),
      deliveries: guard('store.deliveries', store.deliveries, deliveryChecks),
      feeds: guard('store.feeds', store.feeds, feedChecks),
    },
    directory: guard('directory', directory, directoryChecks),
    approvers: Object.fromEntries(
      Object.entries(approvers).map(([space, approver]) => [space, guard(`approvers.${space}`, approver, approverChecks)]),
    ),
    adapter: (model, adapter) => guard(`adapter.${model}`, adapter, adapterChecks(model)),
    guard,
  };
}
