/** What is kept of a forgotten code, from its first page to the new code: the same for an identifier that nobody has. */
import { z } from 'zod';
import type { ArtifactStore } from '../../oidc/artifact-store.ts';

const approvedSchema = z.object({
  accountId: z.string(),
  /** Those that were seen when the phone was asked: a new code follows these and no others. */
  credentialsVersion: z.string(),
  /** Until when a new code may be chosen. */
  until: z.number(),
});

const recordSchema = z.object({
  id: z.string(),
  space: z.string(),
  bindingMessage: z.string(),
  /** When the phone has to have answered. */
  expiresAt: z.number(),
  /** Of the credentials with the new code: by it, a change that was written and not followed up is known again. */
  nextVersion: z.string(),
  denied: z.boolean().optional(),
  approved: approvedSchema.optional(),
});

export type ForgottenCodeRecord = Readonly<z.output<typeof recordSchema>>;

export type ForgottenCodeRecords = ReturnType<typeof createForgottenCodeRecords>;

/** `life` of each step, in seconds. */
export function createForgottenCodeRecords(artifacts: ArtifactStore, life: number) {
  return {
    async find(id: string): Promise<ForgottenCodeRecord | undefined> {
      const stored = await artifacts.find(id);
      return stored && recordSchema.parse(stored);
    },
    /** Longer than any of its steps, so that the page can say that it has expired: whoever reads one looks at the times (T46). */
    async begin(record: ForgottenCodeRecord): Promise<void> {
      await artifacts.upsert(record.id, { ...record }, 3 * life);
    },
    /** Never over another decision, and never once the record is removed. */
    async decide(record: ForgottenCodeRecord): Promise<void> {
      await artifacts.consumeWith(record.id, { ...record });
    },
    async remove(id: string): Promise<void> {
      await artifacts.destroy(id);
    },
  };
}
