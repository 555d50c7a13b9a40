/**
 * The host that the sequences are played on: a real provider with the extension behind a real HTTP server, on a store that takes its time,
 * its error pages carrying a request id, its telephones in our hands. And how an answer is read: as one line of text, as the model speaks.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { pageOf } from '../extension/bare-flows.ts';
import { type BareHost, startBareHost } from '../extension/bare-host.ts';
import type { Answer } from '../world/browser.ts';

export interface Bank extends BareHost {
  /** What each telephone has answered, by the challenge that it was shown. */
  readonly answers: Map<string, 'approved' | 'denied'>;
}

export async function openBank(): Promise<Bank> {
  const answers: Bank['answers'] = new Map();
  const host = await startBareHost(createMemoryStore({ clock: () => new Date(), latency: () => setImmediate() }), {
    configuration: {
      renderError(ctx, { error, error_description }) {
        ctx.type = 'json';
        ctx.body = JSON.stringify({ error, error_description, request_id: randomUUID() });
      },
    },
  });
  host.approver.answer = ({ subject, details }) => {
    const answer = answers.get(details.challenge);
    if (answer !== 'approved') return { outcome: answer ?? 'pending' };
    return {
      outcome: 'approved',
      proof: { subject, challenge: details.challenge, issuedAt: new Date(), authenticatedAt: new Date(), details },
    };
  };
  return { ...host, answers };
}

/** `code`, `error login_required`, `page consent`, `refused changed`, `sign_out`, `stored`, `400`; anything else is `bare`, and a fault. */
export function lineOf(answer: Answer): string {
  const { status, left, headers, forms, text } = answer;
  if (left) return left.searchParams.has('code') ? 'code' : `error ${left.searchParams.get('error')}`;
  if (status === 303 && headers['location']?.includes('/auth/')) return 'stored';
  if (status === 200 && forms.length > 0) return 'sign_out';
  const said = status < 500 && text.startsWith('{') ? JSON.parse(text) : {};
  if (status === 400 && said.error && said.error_description && said.request_id) return '400';
  if (status !== 200) return `bare ${status} ${text}`;
  if ('refused' in said) return `refused ${said.refused}`;
  if ('no_such_move' in said) return 'no_such_move';
  if ('waiting' in said) return 'waiting';
  if ('outcome' in said) return `outcome ${said.outcome}`;
  return pageLine(pageOf(answer)) ?? `bare ${status} ${text}`;
}

function pageLine({ page, level, account, reason }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof page !== 'string') return undefined;
  if (page === 'not_found') return reason === 'somebody_else' ? 'page not_found somebody_else' : 'page not_found';
  if (page !== 'login') return `page ${page}`;
  const bound = typeof account === 'object' && account !== null && 'accountId' in account ? ` ${account.accountId}` : '';
  return `page login ${level}${bound}`;
}
