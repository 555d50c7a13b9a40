/**
 * One open approval per account, on any number of nodes. Approvals of an account are numbered; to begin number n + 1 is a conditional
 * insert that one caller wins, and nobody may while number n is open. What crashed in between is over when its time is up. One that
 * anybody could ask for gives way to one behind which stands the right code: knowing an identifier must not keep its owner out.
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

interface Wanted {
  readonly accountId: string;
  readonly until: Date;
  /** Whoever asks has given the account's secret code. */
  readonly proved: boolean;
}

const schema = z.object({ generation: z.number(), openUntil: z.number(), proved: z.boolean() });
/** Numbers are remembered longer than any of their approvals may live. */
const remembered = 3;

export function createOpenApprovals({ store, clock, pendingLife }: OpenApprovalDeps) {
  const artifacts = store.artifacts('StrongLogin');

  async function lastOf(accountId: string) {
    const stored = await artifacts.find(idOf(accountId));
    return stored && schema.parse(stored);
  }

  async function write({ accountId, generation, until, proved }: Wanted & Numbered): Promise<void> {
    await artifacts.upsert(idOf(accountId), { generation, openUntil: until.getTime(), proved }, remembered * pendingLife);
  }

  return {
    /** The number of the new approval, or undefined while another one is open that does not give way. */
    async reserve(wanted: Wanted): Promise<number | undefined> {
      const { accountId, until, proved } = wanted;
      const last = await lastOf(accountId);
      const givesWay = proved && last?.proved === false;
      if (last && last.openUntil > clock().getTime() && !givesWay) return undefined;
      const generation = (last?.generation ?? 0) + 1;
      if (!(await store.replay.firstUse(`strong_login ${accountId} ${generation}`, until))) return undefined;
      await write({ ...wanted, generation });
      return generation;
    },

    /** Whether it is the account's last one: one that gave way may be on the phone still, and its answer counts for nothing. */
    async isLast({ accountId, generation }: Numbered): Promise<boolean> {
      return (await lastOf(accountId))?.generation === generation;
    },

    /** Over: answered, given up, or never begun. An approval begun since is not touched. */
    async close({ accountId, generation }: Numbered): Promise<void> {
      const last = await lastOf(accountId);
      if (last?.generation === generation) await write({ accountId, generation, until: clock(), proved: last.proved });
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
