/**
 * The one decorator around the host's adapter: the fence, real single use, and no gap at rotation. Because everything that
 * oidc-provider accepts is found here first, authorization, code exchange, refresh, userinfo and introspection are fenced in
 * one place, with the library's own OAuth errors; a direct login pays nothing.
 */
import type { AdapterFactory, AdapterPayload } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { DerivedLogins } from './derived-logins.ts';
import type { Fence } from './fence.ts';
import { loginIdOf } from './mark.ts';
import type { Parts } from './parts.ts';
import { consumeOnce, createSessionDocuments, endInteraction, upsertAlive, writeInteraction } from './session-documents.ts';

type Found = AdapterPayload | undefined;

/** The models whose documents die with their Grant. */
const family = ['AuthorizationCode', 'RefreshToken', 'AccessToken'] as const;
/** Read by our middlewares and again by the library in the same request. Consumed ones are ended: they do not exist. */
const remembered: ReadonlySet<string> = new Set(['Session', 'Interaction']);

export function createFencedAdapter(parts: Parts, inner: AdapterFactory, fence: Fence, derivedLogins: DerivedLogins): AdapterFactory {
  const { memories, emit, clock, sessionLife } = parts;

  async function fenced(model: string, found: Found): Promise<Found> {
    if (!found) return undefined;
    if (remembered.has(model) && found.consumed) {
      const memory = memories.current();
      if (memory && model === 'Session') memory.sessionHadEnded = true;
      return undefined;
    }
    if (model === 'Session' && isTooOld(found)) return undefined;
    const marked = model === 'Session' ? found.uid : model === 'Grant' ? found.jti : undefined;
    const loginId = loginIdOf(marked);
    if (loginId === undefined) return found;
    const login = await fence.alive(loginId);
    if (!login) return undefined;
    return model !== 'Grant' || fence.isFor(login, found.clientId) ? found : undefined;
  }

  /** The absolute life of a space's session: requests that straddle its last second would prolong it by one each (T53). */
  function isTooOld({ loginTs }: AdapterPayload): boolean {
    const ofSpace = memories.current()?.space !== undefined;
    return ofSpace && typeof loginTs === 'number' && (loginTs + sessionLife) * 1000 <= clock().getTime();
  }

  /** RFC 9700 section 4.14.2 and OWASP ASVS 10.4.2: who loses the race for a single use may be the thief or the victim; both lose. */
  async function revokeFamily(model: string, id: string): Promise<void> {
    const grantId = memories.current()?.grantIds.get(`${model} ${id}`);
    emit({ event: 'single_use.replayed', model });
    if (grantId === undefined) return;
    await Promise.all([...family.map((member) => inner(member).revokeByGrantId(grantId)), inner('Grant').destroy(grantId)]);
  }

  return function fencedAdapter(model) {
    const store = inner(model);
    const sessions = createSessionDocuments(store, memories);

    async function read(id: string): Promise<Found> {
      const memory = remembered.has(model) ? memories.current() : undefined;
      const key = `${model} ${id}`;
      if (!memory) return (await store.find(id)) ?? undefined;
      const reading = memory.documents.get(key) ?? store.find(id).then((found) => found ?? undefined);
      memory.documents.set(key, reading);
      // The library changes what it is given: every reader gets a copy.
      return structuredClone(await reading);
    }

    function forget(id: string): void {
      memories.current()?.documents.delete(`${model} ${id}`);
    }

    async function writeSession(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
      const memory = memories.current();
      if (memory) memory.sessionWriteFailed = true;
      const alive = await upsertAlive(store, id, payload, expiresIn);
      // An unknown here is no yes: whether a sign-out was first is not known before the old document has ended (T52).
      const keptOn = await sessions.rotated(id);
      // `false`: it ended while this request was under way. Its cookie must not reach the browser, which may hold a newer one.
      if (memory) memory.sessionWriteFailed = !(alive && keptOn);
    }

    /** What came from it ends with it (T52). */
    async function endSession(id: string): Promise<void> {
      const uid = memories.current()?.space === undefined ? undefined : (await read(id))?.uid;
      if (uid !== undefined) await derivedLogins.endBefore(uid, 'signed_out');
      forget(id);
      await sessions.end(id, { alsoSteppedUp: true });
      if (uid !== undefined) await derivedLogins.endAfter(uid, 'signed_out');
    }

    return {
      async find(id) {
        // Nothing has an empty id; a store would take the question for a fault, and the client would be told to try again for ever.
        if (id === '') return undefined;
        const found = await read(id);
        if (found?.grantId) memories.current()?.grantIds.set(`${model} ${id}`, found.grantId);
        return fenced(model, found);
      },
      async findByUid(uid) {
        return fenced(model, (await store.findByUid(uid)) ?? undefined);
      },
      async findByUserCode(userCode) {
        return store.findByUserCode(userCode);
      },
      async upsert(id, payload, expiresIn) {
        forget(id);
        if (model === 'Session') await writeSession(id, payload, expiresIn);
        else if (model === 'Interaction') await writeInteraction(store, id, payload, expiresIn);
        else await store.upsert(id, payload, expiresIn);
      },
      async consume(id) {
        if (await consumeOnce(store, id)) return;
        if (model === 'PushedAuthorizationRequest')
          throw new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used');
        await revokeFamily(model, id);
        throw new errors.InvalidGrant('already used');
      },
      async destroy(id) {
        if (model === 'Session' && sessions.isBeingRotated(id)) return;
        forget(id);
        if (model === 'Session') await endSession(id);
        else if (model === 'Interaction') await endInteraction(store, id);
        else await store.destroy(id);
      },
      async revokeByGrantId(grantId) {
        await store.revokeByGrantId(grantId);
      },
    };
  };
}
