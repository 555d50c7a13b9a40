/** `passerelle deliveries dead`: what others were to be told and were not, for somebody to put right and try again (the admin API does). */
import type { Delivery } from '../../linking/outbox.ts';
import type { Command } from './command.ts';

const pageSize = 100;

export const deadDeliveries: Command = {
  summary: 'Lists the deliveries that were given up, newest first.',
  options: {},
  async run({ openStore }) {
    const store = await openStore();
    const found: Delivery[] = [];
    try {
      for (;;) {
        const after = found.at(-1)?.id;
        const page = await store.deliveries.list({ status: 'dead', limit: pageSize, ...(after !== undefined && { after }) });
        found.push(...page);
        if (page.length < pageSize) break;
      }
    } finally {
      await store.close();
    }
    return {
      exitCode: found.length === 0 ? 0 : 1,
      lines: found.length === 0 ? ['No delivery was given up.'] : [...found.map(lineOf), `${found.length} given up.`],
      json: { deliveries: found.map(asJson) },
    };
  },
};

function lineOf({ id, kind, destination, attempts, createdAt, lastError }: Delivery): string {
  return `${createdAt.toISOString()}  ${kind} to ${destination}: ${lastError ?? 'no reason'} (attempts: ${attempts})  ${id}`;
}

/** Without what was to be told: account ids are in it. */
function asJson({ id, kind, destination, attempts, createdAt, dueAt, lastError }: Delivery) {
  return { id, kind, destination, attempts, created_at: createdAt, given_up_at: dueAt, last_error: lastError };
}
