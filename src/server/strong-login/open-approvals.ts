/**
 * One open approval per account, on any number of nodes. Approvals of an account are numbered; to begin number n + 1 is a conditional
 * insert that one caller wins, and nobody may while number n is open. What crashed in between is over when its time is up.
 */
import { z } from 'zod';
import type { PasserelleStore } from '../../oidc/store.ts';

export interface OpenApprovalDeps {
  readonly store: Pick<PasserelleStore, 'artifacts' | 'replay'>;
  readonly clock: () => Date;
  /** Seconds. */
  readonly pendingLife: number;
}

interface Numbered {
  readonly accountId: string;
  readonly generation: number;
}

const schema = z.object({ generation: z.number(), openUntil: z.number() });
/** Numbers are remembered longer than any of their approvals may live. */
const remembered = 3;

export function createOpenApprovals({ store, clock, pendingLife }: OpenApprovalDeps) {
  const artifacts = store.artifacts('StrongLogin');

  async function write({ accountId, generation }: Numbered, openUntil: Date): Promise<void> {
    await artifacts.upsert(idOf(accountId), { generation, openUntil: openUntil.getTime() }, remembered * pendingLife);
  }

  return {
    /** The number of the new approval, or undefined while another one is open. */
    async reserve(accountId: string, until: Date): Promise<number | undefined> {
      const stored = await artifacts.find(idOf(accountId));
      const last = stored && schema.parse(stored);
      if (last && last.openUntil > clock().getTime()) return undefined;
      const generation = (last?.generation ?? 0) + 1;
      if (!(await store.replay.firstUse(`strong_login ${accountId} ${generation}`, until))) return undefined;
      await write({ accountId, generation }, until);
      return generation;
    },

    /** Over: answered, given up, or never begun. An approval begun since is not touched. */
    async close({ accountId, generation }: Numbered): Promise<void> {
      const stored = await artifacts.find(idOf(accountId));
      if (stored && schema.parse(stored).generation === generation) await write({ accountId, generation }, clock());
    },

    /** One question per interval, whichever node or tab asks. */
    async mayAsk(login: Numbered & { intervalSeconds: number; expiresAt: Date }): Promise<boolean> {
      const slot = Math.floor(clock().getTime() / (login.intervalSeconds * 1000));
      return store.replay.firstUse(`strong_login_poll ${login.accountId} ${login.generation} ${slot}`, login.expiresAt);
    },
  };
}

function idOf(accountId: string): string {
  return `open ${accountId}`;
}
