/**
 * The records of strong logins, one for each interaction, among the artifacts of the store. They outlive their approval by a while, so
 * that a page can say that it has expired: whoever reads one looks at `expiresAt` (T46).
 */
import { z } from 'zod';
import type { ArtifactStore } from '../../oidc/artifact-store.ts';

const date = z.number().transform((milliseconds) => new Date(milliseconds));

const recordSchema = z.object({
  uid: z.string(),
  accountId: z.string(),
  space: z.string(),
  credentialsVersion: z.string(),
  /** Which of the account's approvals this is; see open-approvals.ts. */
  generation: z.number(),
  authReqId: z.string(),
  challenge: z.string(),
  bindingMessage: z.string(),
  /** What is approved beyond the login itself, field by field. */
  operation: z.record(z.string(), z.string()).optional(),
  intervalSeconds: z.number(),
  codeProvedAt: date,
  expiresAt: date,
  nextPollAt: date,
  approved: z.boolean(),
});

/** Seconds. */
const rememberedAfter = 5 * 60;

export type StrongLogin = Readonly<z.output<typeof recordSchema>>;

export function createStrongLoginRecords(artifacts: ArtifactStore, clock: () => Date) {
  return {
    async find(uid: string): Promise<StrongLogin | undefined> {
      const stored = await artifacts.find(idOf(uid));
      return stored && recordSchema.parse(stored);
    },
    async write(login: StrongLogin): Promise<void> {
      const { codeProvedAt, expiresAt, nextPollAt, ...rest } = login;
      const dates = { codeProvedAt: codeProvedAt.getTime(), expiresAt: expiresAt.getTime(), nextPollAt: nextPollAt.getTime() };
      const expiresIn = Math.ceil((expiresAt.getTime() - clock().getTime()) / 1000) + rememberedAfter;
      // An artifact's own `uid` is a session's; ours lives under another name in the store.
      await artifacts.upsert(idOf(login.uid), { ...rest, ...dates }, expiresIn);
    },
    async remove(uid: string): Promise<void> {
      await artifacts.destroy(idOf(uid));
    },
  };
}

function idOf(uid: string): string {
  return `interaction ${uid}`;
}
