/**
 * As much of a provider as the desk can see: discovery, token endpoint, admin API and event receiver. It keeps every request, and answers
 * what the test says: what a desk must bear includes what no good provider would say.
 */

import { exportJWK, generateKeyPair, type JWK } from 'jose';
import Koa from 'koa';
import { type Desk, type DeskOptions, startDesk } from '../../src/demo/desk.ts';
import { listen } from '../../src/demo/listen.ts';

export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly authorization: string;
  readonly type: string;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RecordingProvider {
  readonly issuer: string;
  readonly desk: Desk;
  /** Without discovery. */
  readonly requests: Recorded[];
  /** By method and address, with or without its query; what is not there is an empty success. */
  readonly replies: Map<string, Reply>;
  close(): Promise<void>;
}

export const account = { account_id: 'acc_pro_one', space: 'pro', status: 'active', account_number: '•••• 0001' };

export async function startRecordingProvider(options: Partial<DeskOptions> = {}): Promise<RecordingProvider> {
  const listener = await listen(0);
  const issuer = `http://localhost:${listener.port}`;
  const requests: Recorded[] = [];
  const replies = new Map<string, Reply>([
    ['POST /token', { status: 200, body: { access_token: 'token', token_type: 'Bearer', expires_in: 600 } }],
    ['POST /events', { status: 202 }],
    ['POST /admin/v1/accounts/search', { status: 200, body: account }],
    ['GET /admin/v1/account-links', { status: 200, body: { account_links: [] } }],
    ['GET /admin/v1/policies', { status: 200, body: { policies: [] } }],
  ]);
  const app = new Koa();
  app.use(async function answer(ctx) {
    if (ctx.path === '/.well-known/openid-configuration') {
      ctx.body = { issuer, token_endpoint: `${issuer}/token` };
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of ctx.req) chunks.push(chunk);
    requests.push({
      method: ctx.method,
      path: ctx.path,
      query: ctx.query,
      authorization: ctx.get('authorization'),
      type: ctx.get('content-type'),
      body: Buffer.concat(chunks).toString(),
    });
    const {
      status,
      body,
      headers = {},
    } = replies.get(`${ctx.method} ${ctx.url}`) ?? replies.get(`${ctx.method} ${ctx.path}`) ?? { status: 200, body: {} };
    ctx.set({ ...headers });
    ctx.status = status;
    // Undefined is an empty body to Koa, with another status.
    if (body !== undefined) ctx.body = body;
  });
  listener.serve(app.callback());
  const desk = await startDesk({
    port: 0,
    issuer,
    clientId: 'poste-conseiller',
    privateKeyJwk: await key('client'),
    eventKeyJwk: await key('events'),
    spaces: [
      { id: 'pro', name: { fr: 'Espace Professionnel', en: 'Business space' } },
      { id: 'particuliers', name: { fr: 'Espace Particuliers', en: 'Personal space' } },
    ],
    ...options,
  });
  return {
    issuer,
    desk,
    requests,
    replies,
    close: async () => {
      await Promise.all([desk.close(), listener.close()]);
    },
  };
}

async function key(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' };
}
