/**
 * The one decorator around the host's adapter: the fence, real single use, and no gap at rotation. Because everything that
 * oidc-provider accepts is found here first, authorization, code exchange, refresh, userinfo and introspection are fenced in
 * one place, with the library's own OAuth errors; a direct login pays nothing.
 */
import type { AdapterFactory, AdapterPayload } from 'oidc-provider';
import Provider, { errors } from 'oidc-provider';
import type { Fence } from './fence.ts';
import { loginIdOf } from './mark.ts';
import type { Parts } from './parts.ts';
import { answered } from './unavailable.ts';

type Found = AdapterPayload | undefined;

/** The models whose documents die with their Grant. */
const family = ['AuthorizationCode', 'RefreshToken', 'AccessToken'] as const;
/** Read by our middlewares and again by the library in the same request. */
const remembered: ReadonlySet<string> = new Set(['Session', 'Interaction']);

export function createFencedAdapter(parts: Parts, inner: AdapterFactory, fence: Fence): AdapterFactory {
  const { memories, emit } = parts;
  async function fenced(model: string, found: Found): Promise<Found> {
    const marked = model === 'Session' ? found?.uid : model === 'Grant' ? found?.jti : undefined;
    const loginId = loginIdOf(marked);
    if (!found || loginId === undefined) return found;
    return (await fence.alive(loginId)) ? found : undefined;
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

    async function read(id: string): Promise<Found> {
      const memory = remembered.has(model) ? memories.current() : undefined;
      const key = `${model} ${id}`;
      if (!memory) return (await answered(store.find(id))) ?? undefined;
      const reading = memory.documents.get(key) ?? answered(store.find(id)).then((found) => found ?? undefined);
      memory.documents.set(key, reading);
      // The library changes what it is given: every reader gets a copy.
      return structuredClone(await reading);
    }

    async function write(id: string, work: Promise<unknown>): Promise<void> {
      memories.current()?.documents.delete(`${model} ${id}`);
      await answered(work);
    }

    return {
      async find(id) {
        const found = await read(id);
        if (found?.grantId) memories.current()?.grantIds.set(`${model} ${id}`, found.grantId);
        return fenced(model, found);
      },
      async findByUid(uid) {
        return fenced(model, (await answered(store.findByUid(uid))) ?? undefined);
      },
      async findByUserCode(userCode) {
        return answered(store.findByUserCode(userCode));
      },
      async upsert(id, payload, expiresIn) {
        if (model !== 'Session') return write(id, store.upsert(id, payload, expiresIn));
        try {
          await write(id, store.upsert(id, payload, expiresIn));
        } catch (error) {
          const memory = memories.current();
          if (memory) memory.sessionWriteFailed = true;
          throw error;
        }
        const rotatedAway = rotatedSessionId(id);
        if (rotatedAway) await write(rotatedAway, store.destroy(rotatedAway));
      },
      async consume(id) {
        // The library's type promises nothing; ours must answer `true` to one caller only.
        const consumed: unknown = await answered(store.consume(id));
        if (typeof consumed !== 'boolean')
          throw new TypeError(`the adapter's consume() must answer true once and false afterwards, not ${typeof consumed}`);
        if (consumed) return;
        if (model === 'PushedAuthorizationRequest')
          throw new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used');
        await revokeFamily(model, id);
        throw new errors.InvalidGrant('already used');
      },
      async destroy(id) {
        // `Session.save` destroys the old id before it writes the new one, and in between the session's tokens look dead (T62): later, in upsert.
        if (model === 'Session' && Provider.ctx?.oidc.session && previousId(Provider.ctx.oidc.session) === id) return;
        await write(id, store.destroy(id));
      },
      async revokeByGrantId(grantId) {
        await answered(store.revokeByGrantId(grantId));
      },
    };
  };
}

/** The id that the current request's session had before it was rotated to `id`. */
function rotatedSessionId(id: string): string | undefined {
  const session = Provider.ctx?.oidc.session;
  if (!session || session.jti !== id) return undefined;
  const old = previousId(session);
  return old === id ? undefined : old;
}

/** `oldId` is set by `resetIdentifier` and missing in the library's types. */
function previousId(session: object): string | undefined {
  const old: unknown = Reflect.get(session, 'oldId');
  return typeof old === 'string' ? old : undefined;
}
