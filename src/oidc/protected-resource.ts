/**
 * Access to a resource of this server by an access token: Bearer (RFC 6750) or DPoP (RFC 9449). It answers who may enter, or why not and
 * with which challenges; how a refusal looks is the resource's own matter.
 */
import type Provider from 'oidc-provider';
import type { AccessToken, Client, ClientCredentials } from 'oidc-provider';
import { isFirstUse, ownAddress, verifyProof } from './dpop-proof.ts';
import type { Parts } from './parts.ts';
import type { AccessRefusal, AccessWanted, HostContext, Passerelle } from './passerelle-types.ts';

export interface Access<Token extends AccessToken | ClientCredentials> {
  readonly ok: true;
  readonly token: Token;
  readonly client: Client;
}

export type Wanted = Pick<AccessWanted, 'scope' | 'audience'>;

export interface AccessChecks {
  /** By a token of a customer's login. */
  ofCustomer(host: HostContext, wanted: Wanted): Promise<Access<AccessToken> | AccessRefusal>;
  /** By a client's own token (RFC 6749 section 4.4). */
  ofClient(host: HostContext, wanted: Wanted): Promise<Access<ClientCredentials> | AccessRefusal>;
}

type Failure = Pick<AccessRefusal, 'status' | 'error' | 'description'>;
type Presented = { readonly scheme: 'bearer' | 'dpop'; readonly value: string };

export function createAccessChecks(parts: Parts, provider: Provider): AccessChecks {
  async function check<Token extends AccessToken | ClientCredentials>(
    host: HostContext,
    wanted: Wanted,
    find: (value: string) => Promise<Token | undefined>,
  ): Promise<Access<Token> | AccessRefusal> {
    const answer = await examine(host, wanted, find);
    return 'ok' in answer ? answer : { ok: false, ...answer, challenges: challengesFor(answer, wanted.scope) };
  }

  async function examine<Token extends AccessToken | ClientCredentials>(
    host: HostContext,
    { scope, audience }: Wanted,
    find: (value: string) => Promise<Token | undefined>,
  ): Promise<Access<Token> | Failure> {
    const presented = presentedBy(host);
    if (!('value' in presented)) return presented;
    const token = await find(presented.value);
    const client = token?.clientId === undefined ? undefined : await provider.Client.find(token.clientId);
    if (!token?.isValid || !client || token.aud !== audience) return { status: 401, error: 'invalid_token' };
    // A bound token without its proof, or a proof for a token that is not bound, is a stolen or a mixed-up one.
    if (token.jkt !== undefined || presented.scheme === 'dpop') {
      if (token.jkt === undefined || presented.scheme !== 'dpop')
        return { status: 401, error: 'invalid_token', description: 'the token and its scheme do not belong together' };
      if (!(await proves(host, presented.value, token.jkt, client.clientId))) return { status: 401, error: 'invalid_dpop_proof' };
    }
    if (!token.scopes.has(scope)) return { status: 403, error: 'insufficient_scope' };
    return { ok: true, token, client };
  }

  /** Through the fence: a token whose Grant is gone is dead, whatever its own time (T21). */
  async function customerToken(value: string): Promise<AccessToken | undefined> {
    const token = await provider.AccessToken.find<AccessToken>(value);
    const grant = token?.grantId === undefined ? undefined : await provider.Grant.find(token.grantId);
    return grant && token;
  }

  async function proves(host: HostContext, accessToken: string, jkt: string, clientId: string): Promise<boolean> {
    const { method = '', headers } = host.req;
    if (typeof headers.dpop !== 'string') return false;
    const url = ownAddress(provider, calledAddress(host, provider.issuer));
    const proved = await verifyProof(headers.dpop, { method, url, now: parts.clock(), accessToken });
    return proved?.jkt === jkt && isFirstUse(parts, clientId, proved);
  }

  return {
    ofCustomer: (host, wanted) => check(host, wanted, customerToken),
    ofClient: (host, wanted) => check(host, wanted, (value) => provider.ClientCredentials.find<ClientCredentials>(value)),
  };
}

/** For the resources of a host, which learn what they need and no more. */
export function createAuthorize(parts: Parts, provider: Provider): Passerelle['authorize'] {
  const access = createAccessChecks(parts, provider);

  return async function authorize(host, { of, ...wanted }) {
    const answer = await (of === 'client' ? access.ofClient(host, wanted) : access.ofCustomer(host, wanted));
    if (!answer.ok) return answer;
    const { token, client } = answer;
    return { ok: true, clientId: client.clientId, scopes: token.scopes, ...('accountId' in token && { accountId: token.accountId }) };
  };
}

function presentedBy({ req }: HostContext): Presented | Failure {
  const [name, value, ...rest] = (req.headers.authorization ?? '').split(' ');
  if (!name) return { status: 401 };
  const scheme = name.toLowerCase();
  if (!value || rest.length > 0 || (scheme !== 'bearer' && scheme !== 'dpop'))
    return { status: 400, error: 'invalid_request', description: 'malformed Authorization header' };
  return { scheme, value };
}

/** As it was called: below a mount, frameworks shorten the request's own. A request target may also be a whole URL (RFC 9112 section 3.2.2). */
function calledAddress(host: HostContext, issuer: string): string {
  const called: unknown = Reflect.get(host, 'originalUrl') ?? Reflect.get(host.req, 'originalUrl') ?? host.req.url;
  return typeof called === 'string' && URL.canParse(called) ? called : new URL(issuer).origin + String(called);
}

/** RFC 6750 section 3: without a token the challenge carries no error. */
function challengesFor({ error, description }: Failure, scope: string): AccessRefusal['challenges'] {
  const attributes = [
    `scope="${scope}"`,
    ...(error === undefined ? [] : [`error="${error}"`]),
    ...(description === undefined ? [] : [`error_description="${description}"`]),
  ].join(', ');
  return [`Bearer ${attributes}`, `DPoP ${attributes}, algs="ES256 PS256 EdDSA Ed25519"`];
}
