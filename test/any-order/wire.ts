/**
 * The host that the sequences are played on: a real provider with the extension behind a real HTTP server, on a store that takes its time,
 * its error pages carrying a request id, its telephones in our hands. And how an answer is read: as one line of text, as the model speaks.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { operationDetails } from '../../src/server/operation-details.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { pageOf } from '../extension/bare-flows.ts';
import { type BareHost, client, policy, startBareHost } from '../extension/bare-host.ts';
import type { Answer } from '../world/browser.ts';
import { other, spaces } from './model/state.ts';
import type { Space } from './model/table.ts';

export interface Bank extends BareHost {
  /** What each telephone has answered, by the challenge that it was shown. */
  readonly answers: Map<string, 'approved' | 'denied'>;
  /** An ID token of a client, for an `id_token_hint`. */
  hintOf(client: string, sub: string): Promise<string>;
}

/** The resource server of operations, and those of the linked-account grant by their space. */
export const operationsResource = 'https://rs.example/operations';
export const resourceOf = (space: Space) => `https://rs.example/${space}`;
export const clientOf = (space: Space) => `rp-${space}`;
export const linkedAccountGrant = 'urn:passerelle:grant-type:linked-account';

export async function openBank(): Promise<Bank> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const answers: Bank['answers'] = new Map();
  const host = await startBareHost(createMemoryStore({ clock: () => new Date(), latency: () => setImmediate() }), {
    features: { richAuthorizationRequests: operationDetails },
    configuration: {
      jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'k1' }] },
      clientDefaults: { id_token_signed_response_alg: 'ES256', authorization_details_types: ['operation'] },
      clients: [
        ...spaces.map((space) => client(clientOf(space), withTheGrant)),
        client('rp-rs', { grant_types: [], response_types: [], redirect_uris: [] }),
      ],
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
  host.policies.splice(0, 1, policy({ grants: spaces.map(ruleOf) }));
  const hintOf = (audience: string, sub: string) =>
    new SignJWT({ sub })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .setIssuer(host.origin)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
  return { ...host, answers, hintOf };
}

const withTheGrant = { grant_types: ['authorization_code', 'refresh_token', linkedAccountGrant] };

/** A space's servers may ask for the other space's. */
function ruleOf(space: Space) {
  return { client: clientOf(space), resource: resourceOf(other(space)), scopes: ['balance'], life: 3600, refreshToken: false };
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
