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

/** The account's last number, written by nobody but its winner: what another node does late never takes a later number back. */
const lastSchema = z.object({ generation: z.number(), proved: z.boolean() });
/** Of one number. */
const openSchema = z.object({ openUntil: z.number() });
/** Milliseconds. Longer than the few calls take that lie between; none of them may hang. */
const beginsWithin = 30_000;
/** Numbers are remembered longer than any of their approvals may live. */
const remembered = 3;

export function createOpenApprovals({ store, clock, pendingLife }: OpenApprovalDeps) {
  const artifacts = store.artifacts('StrongLogin');

  async function lastOf(accountId: string) {
    const stored = await artifacts.find(lastId(accountId));
    return stored && lastSchema.parse(stored);
  }

  async function isOpen(approval: Numbered): Promise<boolean> {
    const stored = await artifacts.find(openId(approval));
    return stored !== undefined && openSchema.parse(stored).openUntil > clock().getTime();
  }

  async function open(approval: Numbered, until: Date): Promise<void> {
    await artifacts.upsert(openId(approval), { openUntil: until.getTime() }, remembered * pendingLife);
  }

  return {
    /**
     * The number of the new approval, or undefined while another one is open that does not give way. It is soon over unless it is `begun`.
     * `proved`: whoever asks has given the account's secret code.
     */
    async reserve(accountId: string, proved: boolean): Promise<number | undefined> {
      const last = await lastOf(accountId);
      const givesWay = proved && last?.proved === false;
      if (last && !givesWay && (await isOpen({ accountId, generation: last.generation }))) return undefined;
      const generation = (last?.generation ?? 0) + 1;
      const until = new Date(clock().getTime() + beginsWithin);
      if (!(await store.replay.firstUse(`strong_login ${accountId} ${generation}`, until))) return undefined;
      await open({ accountId, generation }, until);
      await artifacts.upsert(lastId(accountId), { generation, proved }, remembered * pendingLife);
      return generation;
    },

    /** The phone was asked. */
    begun: open,

    isOpen,

    /** Whether it is the account's last one: one that gave way may be on the phone still, and its answer counts for nothing. */
    async isLast({ accountId, generation }: Numbered): Promise<boolean> {
      return (await lastOf(accountId))?.generation === generation;
    },

    /** Over: answered, given up, or never begun. An approval begun since is not touched. */
    async close(approval: Numbered): Promise<void> {
      await artifacts.destroy(openId(approval));
    },

    /** One question per interval, whichever node or tab asks. */
    async mayAsk(login: Numbered & { intervalSeconds: number; expiresAt: Date }): Promise<boolean> {
      const slot = Math.floor(clock().getTime() / (login.intervalSeconds * 1000));
      return store.replay.firstUse(`strong_login_poll ${login.accountId} ${login.generation} ${slot}`, login.expiresAt);
    },
  };
}

function lastId(accountId: string): string {
  return `last of ${accountId}`;
}

function openId({ accountId, generation }: Numbered): string {
  return `open ${generation} of ${accountId}`;
}
