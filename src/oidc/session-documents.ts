/**
 * How the documents of sessions and interactions end: by `consume`, never by deletion. A request that was under way when a session ended,
 * or was rotated, writes the document once more; a deleted one would come back with that write, a consumed one does not (T52). And of
 * several that resume one interaction, or rotate one session, at the same time, one goes on (T10). Their time to live removes them.
 */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import Provider, { errors } from 'oidc-provider';
import type { RequestMemories } from './request-memory.ts';

export interface SessionDocuments {
  /** After the session was written under a new id: ends the old document, or the new one where somebody else was first. */
  rotated(id: string): Promise<void>;
  /** Whether the library is about to rotate the session away from `id`: it destroys the old id before it writes the new one (T62). */
  isBeingRotated(id: string): boolean;
  end(id: string): Promise<void>;
}

/** More rotations during one logout than any browser causes. */
const maximumRotations = 10;

/** Consumes one document; a library's or host's adapter that cannot say who was first cannot be used (the type promises nothing). */
export async function consumeOnce(store: Adapter, id: string): Promise<boolean> {
  const consumed: unknown = await store.consume(id);
  if (typeof consumed === 'boolean') return consumed;
  throw new TypeError(`the adapter's consume() must answer true once and false afterwards, not ${typeof consumed}`);
}

/** Writes a document that ends by `consume`; answers whether it is alive. A store that cannot say so would bring ended ones back. */
export async function upsertAlive(store: Adapter, id: string, payload: AdapterPayload, expiresIn?: number): Promise<boolean> {
  const alive: unknown = await store.upsert(id, payload, expiresIn);
  if (typeof alive === 'boolean') return alive;
  throw new TypeError(`the adapter's upsert() must answer whether the document is alive (false once consumed), not ${typeof alive}`);
}

/** A page that is answered after its interaction was resumed. */
export async function writeInteraction(store: Adapter, id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
  if (!(await upsertAlive(store, id, payload, expiresIn))) throw new errors.SessionNotFound('the interaction was resumed already');
}

/** RFC 6749 section 10.5 for codes begins here: one interaction, one resume, one code. */
export async function endInteraction(store: Adapter, id: string): Promise<void> {
  if (!(await consumeOnce(store, id))) throw new errors.SessionNotFound('the interaction was resumed already');
}

export function createSessionDocuments(store: Adapter, memories: RequestMemories): SessionDocuments {
  return {
    isBeingRotated: (id) => previousId() === id,

    async rotated(id) {
      const old = previousId();
      const memory = memories.current();
      // The library may save a session twice in one request.
      if (old === undefined || old === id || currentId() !== id || memory?.rotatedAway.has(old)) return;
      const first = await consumeOnce(store, old);
      memory?.rotatedAway.add(old);
      if (first || !(await store.find(old))) return;
      // Signed out meanwhile, or rotated by another request whose cookie the browser gets: this one must not live beside it.
      await consumeOnce(store, id);
      if (memory) memory.sessionWriteFailed = true;
    },

    async end(id) {
      if (await consumeOnce(store, id)) return;
      // Rotated by another request after this one read it: what is to end is the session, under whatever id.
      const uid = (await store.find(id))?.uid;
      for (let rotation = 0; uid !== undefined && rotation < maximumRotations; rotation += 1) {
        const current = await store.findByUid(uid);
        if (!current?.jti || current.consumed) return;
        await consumeOnce(store, current.jti);
      }
    },
  };
}

function currentId(): string | undefined {
  return Provider.ctx?.oidc.session?.jti;
}

/** `oldId` is set by `resetIdentifier` and missing in the library's types. */
function previousId(): string | undefined {
  const session = Provider.ctx?.oidc.session;
  const old: unknown = session && Reflect.get(session, 'oldId');
  return typeof old === 'string' ? old : undefined;
}
