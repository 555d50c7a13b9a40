/** What the rooms of the extension share: the options with their defaults, and the few things built from them once. */
import { nanoid } from 'nanoid';
import { createLinkKeeper, type LinkKeeper } from '../linking/link-keeper.ts';
import type { PasserelleEvent, PasserelleOptions } from './passerelle-types.ts';
import { createPorts, type Ports } from './ports.ts';
import { createRequestMemories, type RequestMemories } from './request-memory.ts';
import { createSpaceIndex, type SpaceIndex } from './space-index.ts';

export interface Parts extends Pick<Ports, 'store' | 'directory' | 'approvers' | 'adapter'> {
  readonly options: PasserelleOptions;
  readonly spaces: SpaceIndex;
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
  const ports = createPorts(options);
  const requestId = options.requestId ?? (() => undefined);
  return {
    options,
    spaces: createSpaceIndex(options.spaces),
    ...ports,
    keeper: createLinkKeeper(ports.store.links, requestId),
    memories: createRequestMemories(),
    clock: options.clock ?? (() => new Date()),
    newId: options.newId ?? (() => nanoid(idLength)),
    emit: options.onEvent ?? (() => undefined),
    nudge,
    requestId,
    sessionLife: options.sessionLife ?? twoHours,
  };
}
