/**
 * How the documents of sessions and interactions end: by `consume`, never by deletion. A request that was under way when a session ended,
 * or was rotated, writes the document once more; a deleted one would come back with that write, a consumed one does not (T52). And of
 * several that resume one interaction, or rotate one session, at the same time, one goes on (T10). Their time to live removes them.
 */
import type { Adapter, AdapterPayload } from 'oidc-provider';
import Provider, { errors } from 'oidc-provider';
import type { RequestMemories } from './request-memory.ts';

export interface SessionDocuments {
  /** After the session was written under a new id: ends the old document, or the new one where somebody else was first. Answers whether the new one lives. */
  rotated(id: string): Promise<boolean>;
  /** Whether the library is about to rotate the session away from `id`: it destroys the old id before it writes the new one (T62). */
  isBeingRotated(id: string): boolean;
  /** `alsoSteppedUp`: what a linked session has become meanwhile ends as well, as at a sign-out; with a link it does not end. */
  end(id: string, options: { readonly alsoSteppedUp: boolean }): Promise<void>;
}

/** More rotations during one logout than any browser causes. */
const maximumRotations = 10;

/** Consumes one document; a library's or host's adapter that cannot say who was first cannot be used (the type promises nothing). */
export async function consumeOnce(store: Adapter, id: string, by?: string): Promise<boolean> {
  // The library's type has no `by`; an adapter may leave it out, and cannot say who was first once a reply is lost.
  const consumer: { consume(id: string, by?: string): Promise<unknown> } = store;
  const consumed = await consumer.consume(id, by);
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
      if (old === undefined || old === id || currentId() !== id || memory?.rotatedAway.has(old)) return true;
      const first = (await consumeOnce(store, old, id)) || (await wasConsumedBy(id, old));
      memory?.rotatedAway.add(old);
      if (first) return true;
      // Signed out meanwhile, or rotated by another request whose cookie the browser gets: this one must not live beside it.
      await consumeOnce(store, id);
      return false;
    },

    async end(id, { alsoSteppedUp }) {
      if (await consumeOnce(store, id)) return;
      // Rotated by another request after this one read it: what is to end is the session, under whatever id.
      const ended = await store.find(id);
      const uid = ended?.uid;
      // A step-up gives it another uid as well.
      const successor = alsoSteppedUp ? consumerOf(ended) : undefined;
      if (successor !== undefined) await this.end(successor, { alsoSteppedUp });
      for (let rotation = 0; uid !== undefined && rotation < maximumRotations; rotation += 1) {
        const current = await store.findByUid(uid);
        if (!current?.jti || current.consumed) return;
        await consumeOnce(store, current.jti);
      }
    },
  };

  /**
   * The library saves a session again after a save that failed. Where the first try had ended the old document and its reply was lost, taking
   * ourselves for somebody else would end both, and sign the customer out (T61). A document that is gone was nobody's.
   */
  async function wasConsumedBy(id: string, old: string): Promise<boolean> {
    const found = await store.find(old);
    return !found || consumerOf(found) === id;
  }
}

/** Missing in the library's type. */
function consumerOf(document: AdapterPayload | undefined | void): string | undefined {
  const consumer: unknown = document && Reflect.get(document, 'consumedBy');
  return typeof consumer === 'string' ? consumer : undefined;
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
