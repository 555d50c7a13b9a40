/** The kill switches of link policies: one document each. A change follows the epoch that it names, so that of two one is lost in the open. */
import { type Connection, Schema } from 'mongoose';
import type { PolicyState, PolicyStateStore } from '../../linking/policy-state.ts';
import { requireText } from '../require-text.ts';
import { unlessDuplicate } from './duplicate-key.ts';
import { schemaOptions } from './schema-options.ts';

interface PolicyStateDocument extends Omit<PolicyState, 'policyId'> {
  _id: string;
}

const text = { type: String, required: true } as const;

const schema = new Schema<PolicyStateDocument>(
  {
    _id: text,
    suspended: { type: Boolean, required: true },
    epoch: { type: Number, required: true },
    changedAt: { type: Date, required: true },
    changedBy: text,
    cascade: text,
  },
  { ...schemaOptions, collection: 'policy_states' },
);

export function policyStatesInMongo(connection: Connection): PolicyStateStore {
  const states = connection.model('PolicyState', schema);
  return {
    async find(policyId) {
      const document = await states.findOne({ _id: requireText(policyId, 'policyId') }).lean();
      return document ? stateFrom(document) : undefined;
    },
    async all() {
      // As many as the configuration has policies.
      return (await states.find().sort({ _id: 1 }).lean()).map(stateFrom);
    },
    async replace({ policyId, ...next }) {
      const document = { _id: requireText(policyId, 'policyId'), ...next };
      if (next.epoch === 1) return (await unlessDuplicate(states.insertOne(document))) !== 'duplicate';
      const { matchedCount } = await states.replaceOne({ _id: policyId, epoch: next.epoch - 1 }, document);
      return matchedCount === 1;
    },
    async cascaded(policyId, epoch) {
      await states.updateOne({ _id: requireText(policyId, 'policyId'), epoch }, { $set: { cascade: 'done' } });
    },
  };
}

function stateFrom({ _id, ...state }: PolicyStateDocument): PolicyState {
  return { policyId: _id, ...state };
}
