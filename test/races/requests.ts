/**
 * Requests of the races that `outside.ts` does not send: the linked-account grant, the linked-accounts resource, the preferences page,
 * and what is proved by an assertion or a DPoP proof.
 */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Answer, Browser } from '../world/browser.ts';
import { issuer } from '../world/node-setup.ts';
import type { ClusterNode } from '../world/nodes.ts';
import { codeChallenge, type TokenAnswer, type Tokens } from '../world/outside.ts';
import { clientOf, type SpaceName } from '../world/people.ts';

export async function exchanged({ url }: ClusterNode, { access_token }: Tokens): Promise<TokenAnswer> {
  const response = await fetch(`${url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientOf.pro}:outside-secret`)}` },
    body: new URLSearchParams({
      grant_type: 'urn:passerelle:grant-type:linked-account',
      subject_token: access_token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      resource: 'https://personal.example/api',
      scope: 'balance',
    }),
  });
  return { status: response.status, tokens: (await response.json()) as Tokens };
}

/** The status. */
export async function linkedAccounts({ url }: ClusterNode, { access_token }: Tokens): Promise<number> {
  const response = await fetch(`${url}/linked-accounts`, { headers: { authorization: `Bearer ${access_token}` } });
  await response.body?.cancel();
  return response.status;
}

/** Whether the page opened; without a session of the space it sends to where one logs in. */
export async function preferences({ url }: ClusterNode, browser: Browser, space: SpaceName): Promise<boolean> {
  const { status } = await browser.request('GET', `${url}/preferences?space=${space}`);
  if (status !== 200 && status !== 303) throw new Error(`preferences answered ${status}`);
  return status === 200;
}

/** How a request ended: its status, and the OAuth error that it was refused with. */
export interface Ended {
  readonly status: number;
  readonly error: string | undefined;
}

/** A pushed authorization request of a client that authenticates by an assertion. */
export async function pushWith(
  { url, authorizationUrl }: ClusterNode,
  client: string,
  proof: Readonly<Record<string, string>>,
): Promise<Ended> {
  const body = {
    client_id: client,
    // One redirect URI for all of these clients.
    redirect_uri: new URL(authorizationUrl('outside-pro')).searchParams.get('redirect_uri') ?? '',
    response_type: 'code',
    scope: 'openid',
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
    ...proof,
  };
  return endOf(await fetch(`${url}/request`, { method: 'POST', body: new URLSearchParams(body) }));
}

/** An exchange of a code for a token that is bound to the key of the proof (RFC 9449), which is made for this node. */
export async function redeemBound(node: ClusterNode, answer: Answer, dpop: string): Promise<Tokens> {
  const { status, tokens } = await node.exchange(clientOf.pro, answer, { dpop });
  if (status !== 200) throw new Error(`no bound token: ${status} ${tokens.error} ${tokens.error_description}`);
  return tokens;
}

/** As it comes through a balancer: whichever node it goes to, it names the one host that the proof is made for. */
export async function userinfoBound({ url }: ClusterNode, accessToken: string, dpop: string): Promise<Ended> {
  const { host } = new URL(issuer);
  // `fetch` names the host of the address itself.
  const sent = request(`${url}/me`, { headers: { host, authorization: `DPoP ${accessToken}`, dpop } }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return ended(response.statusCode ?? 0, await json(response));
}

async function endOf(response: Response): Promise<Ended> {
  return ended(response.status, await response.json());
}

function ended(status: number, body: unknown): Ended {
  const error: unknown = Object(body).error;
  return { status, error: typeof error === 'string' ? error : undefined };
}
