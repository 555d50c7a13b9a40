/** A store of its own for each case, gone when it is closed. */
import { createMemoryStore, type MemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { ownMongoUri, type StoreKind } from '../ground/stores.ts';
import { now } from './transmitter.ts';

export interface OpenStore {
  /** What both kinds can do. */
  readonly store: Omit<MemoryStore, 'close'>;
  close(): Promise<void>;
}

export async function openStore(kind: StoreKind, clock: () => Date = () => now): Promise<OpenStore> {
  if (kind === 'memory') {
    const store = createMemoryStore({ clock });
    return { store, close: () => store.close() };
  }
  const store = await openMongoStore({ uri: ownMongoUri(), clock });
  return { store, close: () => store.drop() };
}
