/**
 * What oidc-provider keeps, in memory. Payloads are kept as JSON, as in MongoDB: a copy on the way in and out, and nothing
 * comes back that JSON would have lost. Members of a uid, grant, user code or account are found without walking over the others.
 */
import type { Artifact, ArtifactStore, ArtifactStoreFor } from '../../oidc/artifact-store.ts';
import { artifactKey, type Lookups, lookupsOf, requireAccountModel, requireModel } from '../artifact-key.ts';
import { requireText } from '../require-text.ts';
import { createExpiringMap, type ExpiringMap } from './expiring-map.ts';
import type { RoundTrip } from './round-trip.ts';

interface ArtifactRow {
  readonly model: string;
  readonly payload: string;
  readonly lookups: Lookups;
  readonly consumedAt?: Date;
  readonly consumedBy?: string;
  readonly expiresAt: Date;
}

interface Deps {
  readonly clock: () => Date;
  readonly roundTrip: RoundTrip;
}

interface Tables {
  readonly rows: ExpiringMap<ArtifactRow>;
  readonly members: Members;
}

export function artifactsInMemory(deps: Deps): ArtifactStoreFor {
  const members = createMembers();
  const rows = createExpiringMap<ArtifactRow>({
    clock: deps.clock,
    lastDay: (row) => row.expiresAt,
    onDelete: (key, row) => members.remove(key, row),
  });
  return (model) => artifactsOf(requireModel(model), deps, { rows, members });
}

function artifactsOf(model: string, { clock, roundTrip }: Deps, { rows, members }: Tables): ArtifactStore {
  return {
    async upsert(id, payload, expiresIn) {
      const key = artifactKey(model, id);
      const json = JSON.stringify(payload);
      return roundTrip(() => {
        const { consumedAt, consumedBy } = rows.get(key) ?? {};
        // Removed first, so that the last written is the last member of its uid.
        rows.delete(key);
        const expiresAt = new Date(clock().getTime() + expiresIn * 1000);
        const consumption = { ...(consumedAt && { consumedAt }), ...(consumedBy !== undefined && { consumedBy }) };
        const row: ArtifactRow = { model, payload: json, lookups: lookupsOf(model, payload), expiresAt, ...consumption };
        rows.set(key, row);
        members.add(key, row);
        return consumedAt === undefined;
      });
    },
    async find(id) {
      const key = artifactKey(model, id);
      return roundTrip(() => artifactFrom(rows.get(key)));
    },
    async findByUid(uid) {
      requireText(uid, 'uid');
      return roundTrip(() => {
        const unconsumed = members
          .of(model, 'uid', uid)
          .map((key) => rows.get(key))
          .filter((row) => row?.consumedAt === undefined);
        return artifactFrom(unconsumed.at(-1));
      });
    },
    async findByAccountId(accountId) {
      requireAccountModel(model);
      requireText(accountId, 'accountId');
      return roundTrip(() => {
        const now = clock();
        const rowsOf = members.of(model, 'accountId', accountId).map((key) => rows.get(key));
        return rowsOf
          .filter((row) => row !== undefined)
          .filter((row) => !row.consumedAt && row.expiresAt > now)
          .map((row) => artifactFrom(row));
      });
    },
    async findByUserCode(userCode) {
      requireText(userCode, 'userCode');
      return roundTrip(() => artifactFrom(rows.get(members.of(model, 'userCode', userCode).at(-1) ?? '')));
    },
    async consume(id, by) {
      if (by !== undefined) requireText(by, 'by');
      const key = artifactKey(model, id);
      return roundTrip(() => {
        const row = rows.get(key);
        if (!row || row.consumedAt) return false;
        rows.set(key, { ...row, consumedAt: clock(), ...(by !== undefined && { consumedBy: by }) });
        return true;
      });
    },
    async consumeWith(id, payload) {
      const key = artifactKey(model, id);
      const json = JSON.stringify(payload);
      return roundTrip(() => {
        const before = rows.get(key);
        if (!before || before.consumedAt) return false;
        rows.delete(key);
        const { expiresAt } = before;
        const row: ArtifactRow = { model, payload: json, lookups: lookupsOf(model, payload), expiresAt, consumedAt: clock() };
        rows.set(key, row);
        members.add(key, row);
        return true;
      });
    },
    async destroy(id) {
      const key = artifactKey(model, id);
      await roundTrip(() => rows.delete(key));
    },
    async revokeByGrantId(grantId) {
      requireText(grantId, 'grantId');
      await roundTrip(() => {
        for (const key of members.of(model, 'grantId', grantId)) rows.delete(key);
      });
    },
  };
}

function artifactFrom(row: ArtifactRow): Artifact;
function artifactFrom(row: ArtifactRow | undefined): Artifact | undefined;
function artifactFrom(row: ArtifactRow | undefined): Artifact | undefined {
  if (!row) return undefined;
  const payload: Artifact = JSON.parse(row.payload);
  if (!row.consumedAt) return payload;
  const consumed = Math.floor(row.consumedAt.getTime() / 1000);
  return { ...payload, consumed, ...(row.consumedBy !== undefined && { consumedBy: row.consumedBy }) };
}

interface Members {
  add(key: string, row: ArtifactRow): void;
  remove(key: string, row: ArtifactRow): void;
  /** In the order in which they were last written. */
  of(model: string, lookup: keyof Lookups, value: string): readonly string[];
}

function createMembers(): Members {
  const keysOf = new Map<string, Set<string>>();
  const groupsOf = ({ model, lookups }: ArtifactRow) => Object.entries(lookups).map(([lookup, value]) => `${model}:${lookup}:${value}`);
  return {
    add(key, row) {
      for (const group of groupsOf(row)) keysOf.set(group, (keysOf.get(group) ?? new Set()).add(key));
    },
    remove(key, row) {
      for (const group of groupsOf(row)) {
        keysOf.get(group)?.delete(key);
        if (keysOf.get(group)?.size === 0) keysOf.delete(group);
      }
    },
    of: (model, lookup, value) => [...(keysOf.get(`${model}:${lookup}:${value}`) ?? [])],
  };
}
