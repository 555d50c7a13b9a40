/**
 * One open approval per account, on any number of nodes. Approvals of an account are numbered; to begin number n + 1 is a conditional
 * insert that one caller wins, and nobody may while number n is open. What an outage or a crash cut off before the phone was asked is over
 * soon, and what crashed later when its time is up. One that anybody could ask for gives way to one behind which stands the right code:
 * knowing an identifier must not keep its owner out.
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

const schema = z.object({ generation: z.number(), openUntil: z.number(), proved: z.boolean() });
/** Milliseconds. Longer than the few calls take that lie between; none of them may hang. */
const beginsWithin = 30_000;
/** Numbers are remembered longer than any of their approvals may live. */
const remembered = 3;

export function createOpenApprovals({ store, clock, pendingLife }: OpenApprovalDeps) {
  const artifacts = store.artifacts('StrongLogin');

  async function lastOf(accountId: string) {
    const stored = await artifacts.find(idOf(accountId));
    return stored && schema.parse(stored);
  }

  async function write({ accountId, generation }: Numbered, proved: boolean, openUntil: Date): Promise<void> {
    await artifacts.upsert(idOf(accountId), { generation, openUntil: openUntil.getTime(), proved }, remembered * pendingLife);
  }

  return {
    /**
     * The number of the new approval, or undefined while another one is open that does not give way. It is soon over unless it is `begun`.
     * `proved`: whoever asks has given the account's secret code.
     */
    async reserve(accountId: string, proved: boolean): Promise<number | undefined> {
      const last = await lastOf(accountId);
      const givesWay = proved && last?.proved === false;
      if (last && last.openUntil > clock().getTime() && !givesWay) return undefined;
      const generation = (last?.generation ?? 0) + 1;
      const until = new Date(clock().getTime() + beginsWithin);
      if (!(await store.replay.firstUse(`strong_login ${accountId} ${generation}`, until))) return undefined;
      await write({ accountId, generation }, proved, until);
      return generation;
    },

    /** The phone was asked. One that gave way meanwhile stays behind. */
    async begun(approval: Numbered, until: Date): Promise<void> {
      const last = await lastOf(approval.accountId);
      if (last?.generation === approval.generation) await write(approval, last.proved, until);
    },

    /** Whether it is the account's last one: one that gave way may be on the phone still, and its answer counts for nothing. */
    async isLast({ accountId, generation }: Numbered): Promise<boolean> {
      return (await lastOf(accountId))?.generation === generation;
    },

    /** Over: answered, given up, or never begun. An approval begun since is not touched. */
    async close(approval: Numbered): Promise<void> {
      const last = await lastOf(approval.accountId);
      if (last?.generation === approval.generation && last.openUntil > clock().getTime()) await write(approval, last.proved, clock());
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
