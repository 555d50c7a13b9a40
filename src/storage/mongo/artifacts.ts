/**
 * What oidc-provider keeps: one collection, one document each, `_id` = model and id. The payload is kept as JSON text and not
 * as a document: its keys are other people's words (a session is keyed by client ids, with dots or a leading `$`), which
 * MongoDB could take for paths and operators; and nothing ever searches in it. `consumedAt` is outside, so that writing the
 * payload again does not touch it.
 */
import { type Connection, Schema, trusted } from 'mongoose';
import type { Artifact, ArtifactStore, ArtifactStoreFor } from '../../oidc/artifact-store.ts';
import { artifactKey, lookupNames, lookupsOf, requireAccountModel, requireModel } from '../artifact-key.ts';
import { requireText } from '../require-text.ts';
import { schemaOptions } from './schema-options.ts';

interface ArtifactDocument {
  _id: string;
  model: string;
  payload: string;
  uid?: string;
  grantId?: string;
  userCode?: string;
  /** Of the model Session only. */
  accountId?: string;
  consumedAt?: Date;
  consumedBy?: string;
  writtenAt: Date;
  expiresAt: Date;
}

const schema = new Schema<ArtifactDocument>(
  {
    _id: { type: String, required: true },
    model: { type: String, required: true },
    payload: { type: String, required: true },
    uid: String,
    grantId: String,
    userCode: String,
    accountId: String,
    consumedAt: Date,
    consumedBy: String,
    writtenAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { ...schemaOptions, collection: 'artifacts' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
// Not unique: while a session's id is rotated, two documents have its uid.
schema.index({ uid: 1, model: 1 }, { partialFilterExpression: { uid: { $exists: true } } });
schema.index({ grantId: 1, model: 1 }, { partialFilterExpression: { grantId: { $exists: true } } });
schema.index({ userCode: 1, model: 1 }, { partialFilterExpression: { userCode: { $exists: true } } });
schema.index({ accountId: 1, model: 1 }, { partialFilterExpression: { accountId: { $exists: true } } });

export function artifactsInMongo(connection: Connection, clock: () => Date): ArtifactStoreFor {
  const artifacts = connection.model('Artifact', schema);
  return (model) => artifactsOf(requireModel(model));

  function artifactsOf(model: string): ArtifactStore {
    return {
      async upsert(id, payload, expiresIn) {
        const now = clock();
        const expiresAt = new Date(now.getTime() + expiresIn * 1000);
        const document = await artifacts
          .findOneAndUpdate({ _id: artifactKey(model, id) }, whole(payload, { writtenAt: now, expiresAt }), {
            upsert: true,
            returnDocument: 'after',
            projection: { consumedAt: 1 },
          })
          .lean();
        return document?.consumedAt === undefined;
      },
      async find(id) {
        return artifactFrom(await artifacts.findOne({ _id: artifactKey(model, id) }).lean());
      },
      async findByUid(uid) {
        return artifactFrom(
          await artifacts
            .findOne({ uid: requireText(uid, 'uid'), model, consumedAt: null })
            .sort({ writtenAt: -1 })
            .lean(),
        );
      },
      async findByAccountId(accountId) {
        const documents = await artifacts
          .find({
            accountId: requireText(accountId, 'accountId'),
            model: requireAccountModel(model),
            consumedAt: null,
            expiresAt: trusted({ $gt: clock() }),
          })
          .lean();
        return documents.map((document) => artifactFrom(document));
      },
      async findByUserCode(userCode) {
        return artifactFrom(
          await artifacts
            .findOne({ userCode: requireText(userCode, 'userCode'), model })
            .sort({ writtenAt: -1 })
            .lean(),
        );
      },
      async consume(id, by) {
        // One command that checks and writes: `null` also means "absent". Of parallel ones, one finds it so.
        const { modifiedCount } = await artifacts.updateOne(
          { _id: artifactKey(model, id), consumedAt: null },
          { $set: { consumedAt: clock(), ...(by !== undefined && { consumedBy: requireText(by, 'by') }) } },
        );
        return modifiedCount === 1;
      },
      async consumeWith(id, payload) {
        const now = clock();
        const update = whole(payload, { writtenAt: now, consumedAt: now });
        const { modifiedCount } = await artifacts.updateOne({ _id: artifactKey(model, id), consumedAt: null }, update);
        return modifiedCount === 1;
      },
      async destroy(id) {
        await artifacts.deleteOne({ _id: artifactKey(model, id) });
      },
      async revokeByGrantId(grantId) {
        await artifacts.deleteMany({ grantId: requireText(grantId, 'grantId'), model });
      },
    };

    /** What the payload lacks is gone. */
    function whole(payload: Artifact, times: Partial<Pick<ArtifactDocument, 'writtenAt' | 'expiresAt' | 'consumedAt'>>) {
      const lookups = lookupsOf(model, payload);
      const absent = lookupNames.filter((name) => lookups[name] === undefined);
      return {
        $set: { model, payload: JSON.stringify(payload), ...times, ...lookups },
        $unset: Object.fromEntries(absent.map((name) => [name, 1])),
      };
    }
  }
}

function artifactFrom(document: ArtifactDocument): Artifact;
function artifactFrom(document: ArtifactDocument | null): Artifact | undefined;
function artifactFrom(document: ArtifactDocument | null): Artifact | undefined {
  if (!document) return undefined;
  const payload: Artifact = JSON.parse(document.payload);
  if (!document.consumedAt) return payload;
  const consumed = Math.floor(document.consumedAt.getTime() / 1000);
  return { ...payload, consumed, ...(document.consumedBy !== undefined && { consumedBy: document.consumedBy }) };
}
