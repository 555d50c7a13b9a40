/**
 * The records of strong approvals, one for each page that waits, among the artifacts of the store. They outlive their approval by a
 * while, so that a page can say that it has expired: whoever reads one looks at `expiresAt` (T46).
 */
import { z } from 'zod';
import type { ArtifactStore } from '../../oidc/artifact-store.ts';

const date = z.number().transform((milliseconds) => new Date(milliseconds));

const recordSchema = z.object({
  /** What waits for it: an interaction, or a forgotten code. */
  page: z.string(),
  accountId: z.string(),
  space: z.string(),
  credentialsVersion: z.string(),
  /** Which of the account's approvals this is; see open-approvals.ts. */
  generation: z.number(),
  authReqId: z.string(),
  challenge: z.string(),
  bindingMessage: z.string(),
  /** What is approved, field by field. */
  asked: z.object({ type: z.enum(['login', 'operation', 'secret_code_reset']) }).catchall(z.string()),
  intervalSeconds: z.number(),
  begunAt: date,
  expiresAt: date,
  nextPollAt: date,
  /** Kept for whoever asks again: the service says it once. */
  answer: z.enum(['approved', 'denied']).optional(),
});

/** Seconds. */
const rememberedAfter = 5 * 60;

export type StrongApproval = Readonly<z.output<typeof recordSchema>>;

export function createStrongApprovalRecords(artifacts: ArtifactStore, clock: () => Date) {
  return {
    async find(page: string): Promise<StrongApproval | undefined> {
      const stored = await artifacts.find(idOf(page));
      return stored && recordSchema.parse(stored);
    },
    async write(approval: StrongApproval): Promise<void> {
      const { begunAt, expiresAt, nextPollAt, ...rest } = approval;
      const dates = { begunAt: begunAt.getTime(), expiresAt: expiresAt.getTime(), nextPollAt: nextPollAt.getTime() };
      const expiresIn = Math.ceil((expiresAt.getTime() - clock().getTime()) / 1000) + rememberedAfter;
      await artifacts.upsert(idOf(approval.page), { ...rest, ...dates }, expiresIn);
    },
    async remove(page: string): Promise<void> {
      await artifacts.destroy(idOf(page));
    },
  };
}

/** Apart from the numbers of open-approvals.ts, which are kept among the same artifacts. */
function idOf(page: string): string {
  return `page ${page}`;
}
