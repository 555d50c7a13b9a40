/** Histories altered past the gateway, as somebody with the database's password would: the document is written, and nobody is asked. */
import type { AccountLink } from '../../src/linking/account-link.ts';
import type { HistoryEntry } from '../../src/linking/history.ts';
import type { ServerStore } from '../../src/server/server.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { connectToMongo } from '../../src/storage/mongo/connection.ts';
import { openMongoStore } from '../../src/storage/mongo/mongo-store.ts';
import { ownMongoUri, type StoreKind } from '../ground/stores.ts';

export interface AlterableStore {
  readonly store: ServerStore;
  /** Writes members of the stored document as they are. */
  alter(linkId: string, change: Partial<AccountLink>): Promise<void>;
  close(): Promise<void>;
}

export async function openAlterableStore(kind: StoreKind): Promise<AlterableStore> {
  const clock = () => new Date();
  if (kind === 'memory') {
    const store = createMemoryStore({ clock });
    return {
      store,
      async alter(linkId, change) {
        const link = await store.links.find(linkId);
        if (!link) throw new Error('no link to alter');
        await store.links.replace({ ...link, ...change, revision: link.revision + 1 });
      },
      close: () => store.close(),
    };
  }
  const place = { uri: ownMongoUri(), database: `altered-${Math.random().toString(36).slice(2)}` };
  const store = await openMongoStore({ ...place, clock });
  const connection = await connectToMongo(place);
  return {
    store,
    async alter(linkId, change) {
      // A raw update. The cast: the driver's collection does not know that ids are text here.
      const filter = { _id: linkId } as unknown as Record<string, never>;
      const result = await connection.collection('account_links').updateOne(filter, { $set: change });
      if (result.modifiedCount !== 1) throw new Error('nothing was altered');
    },
    async close() {
      await connection.close();
      await store.drop();
    },
  };
}

export const removed = (history: readonly HistoryEntry[], index: number) => history.filter((_, position) => position !== index);

export function swapped(history: readonly HistoryEntry[], index: number): readonly HistoryEntry[] {
  const [first, second] = history.slice(index, index + 2);
  if (!first || !second) throw new Error('nothing to swap');
  return [...history.slice(0, index), second, first, ...history.slice(index + 2)];
}

export function changed(history: readonly HistoryEntry[], index: number, change: Partial<HistoryEntry>): readonly HistoryEntry[] {
  return history.map((entry, position) => (position === index ? { ...entry, ...change } : entry));
}
