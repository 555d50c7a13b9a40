/** What the rooms of the extension share: the options with their defaults, and the few things built from them once. */
import { nanoid } from 'nanoid';
import type { AccountDirectory } from '../linking/account-directory.ts';
import { createLinkKeeper, type LinkKeeper } from '../linking/link-keeper.ts';
import type { PasserelleEvent, PasserelleOptions } from './passerelle-types.ts';
import { createRequestMemories, type RequestMemories } from './request-memory.ts';
import { createSpaceIndex, type SpaceIndex } from './space-index.ts';
import type { PasserelleStore } from './store.ts';
import { guarded } from './unavailable.ts';

export interface Parts {
  readonly options: PasserelleOptions;
  readonly spaces: SpaceIndex;
  readonly store: PasserelleStore;
  readonly directory: AccountDirectory;
  readonly keeper: LinkKeeper;
  readonly memories: RequestMemories;
  readonly clock: () => Date;
  readonly newId: () => string;
  readonly emit: (event: PasserelleEvent) => void;
  /** Wakes this node's worker: there is something to tell. */
  readonly nudge: () => void;
  readonly requestId: () => string | undefined;
  /** Seconds; absolute. */
  readonly sessionLife: number;
}

const twoHours = 2 * 60 * 60;
/** 43 characters of 6 bits: 256 bits, so that no id can be guessed or computed (T13). */
const idLength = 43;

export function createParts(options: PasserelleOptions, nudge: () => void): Parts {
  const store: PasserelleStore = {
    artifacts: (model) => guarded(options.store.artifacts(model)),
    replay: guarded(options.store.replay),
    links: guarded(options.store.links),
    linkedLogins: guarded(options.store.linkedLogins),
    policyStates: guarded(options.store.policyStates),
    deliveries: guarded(options.store.deliveries),
    feeds: guarded(options.store.feeds),
  };
  const requestId = options.requestId ?? (() => undefined);
  return {
    options,
    spaces: createSpaceIndex(options.spaces),
    store,
    directory: guarded(options.directory),
    keeper: createLinkKeeper(store.links, requestId),
    memories: createRequestMemories(),
    clock: options.clock ?? (() => new Date()),
    newId: options.newId ?? (() => nanoid(idLength)),
    emit: options.onEvent ?? (() => undefined),
    nudge,
    requestId,
    sessionLife: options.sessionLife ?? twoHours,
  };
}
