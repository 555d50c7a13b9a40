/**
 * What the phone simulator's provider keeps: one Map for each model, gone when the process ends.
 * Expired entries stay for a while, since the library checks `exp` itself and a late poll must hear `expired_token`.
 */
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

const KEPT_AFTER_EXPIRY_MS = 60 * 60 * 1000;

interface Entry {
  readonly payload: AdapterPayload;
  readonly forgetAt: number;
}

type Entries = Map<string, Entry>;

export function createPhoneAdapter(): AdapterFactory {
  const models = new Map<string, Entries>();
  return (model) => {
    const entries: Entries = new Map();
    models.set(model, entries);
    return modelAdapter(entries, models);
  };
}

function modelAdapter(entries: Entries, models: ReadonlyMap<string, Entries>): Adapter {
  return {
    async upsert(id, payload, expiresIn) {
      forgetOld(entries);
      const forgetAt = expiresIn === undefined ? Number.POSITIVE_INFINITY : Date.now() + expiresIn * 1000 + KEPT_AFTER_EXPIRY_MS;
      entries.set(id, { payload: structuredClone(payload), forgetAt });
    },
    async find(id) {
      return structuredClone(entries.get(id)?.payload);
    },
    async findByUid(uid) {
      return findWhere(entries, (payload) => payload.uid === uid);
    },
    async findByUserCode(userCode) {
      return findWhere(entries, (payload) => payload.userCode === userCode);
    },
    async consume(id) {
      const entry = entries.get(id);
      if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id) {
      entries.delete(id);
    },
    async revokeByGrantId(grantId) {
      for (const others of models.values()) {
        for (const [id, { payload }] of others) {
          if (payload.grantId === grantId) others.delete(id);
        }
      }
    },
  };
}

function forgetOld(entries: Entries): void {
  for (const [id, { forgetAt }] of entries) {
    if (forgetAt <= Date.now()) entries.delete(id);
  }
}

function findWhere(entries: Entries, matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
  for (const { payload } of entries.values()) {
    if (matches(payload)) return structuredClone(payload);
  }
  return undefined;
}
