/**
 * What the owner of a host brings: accounts with their codes, a directory of them, an app that the customer approves in, and the
 * configuration that the provider had before. The accounts are the demo's, so that one list of flows knows them.
 */
import { exportJWK, generateKeyPair } from 'jose';
import type { ClientMetadata, Configuration } from 'oidc-provider';
import type { AccountDirectory, DirectoryAccount } from '../../src/linking/account-directory.ts';
import type { ApprovalRequest, Approver } from '../../src/linking/approver.ts';
import { camille, secretCodes } from '../world/people.ts';
import type { Approval, PhoneHand } from '../world/phone-hand.ts';
import { office } from './office.ts';

export interface HostBank {
  readonly directory: AccountDirectory;
  readonly approver: Approver;
  readonly phone: PhoneHand;
  verify(asked: Asked): Promise<Verified | undefined>;
  consentText(page: { readonly consentVersion: string }): string;
}

interface Asked {
  readonly space: string;
  readonly accountId?: string;
  readonly identifier?: string | null;
  readonly secretCode?: string | null;
}

interface Verified {
  readonly accountId: string;
  readonly level: 'code';
  readonly amr: readonly string[];
  readonly at: Date;
}

export const resource = 'https://www.bank.example/api';
export const relyingParty = 'https://rp.example';
export const linkedAccountGrant = 'urn:passerelle:grant-type:linked-account';

const accounts = new Map(
  [
    account('pro', camille.pro, 'camille'),
    account('particuliers', camille.particuliers, 'camille'),
    account('particuliers', '10000006', 'paul'),
  ].map((entry) => [entry.accountId, entry]),
);

export function openBank(): HostBank {
  const { approver, phone } = createApp();
  return {
    directory,
    approver,
    phone,
    async verify({ space, accountId, identifier, secretCode }) {
      const known = accounts.get(accountId ?? `${space}-${identifier}`);
      const right = known?.space === space && Reflect.get(secretCodes, space) === secretCode;
      return right ? { accountId: known.accountId, level: 'code', amr: ['pin'], at: new Date() } : undefined;
    },
    consentText: ({ consentVersion }) => `What the gateway does, version ${consentVersion}.`,
  };
}

function account(space: string, identifier: string, person: string): DirectoryAccount {
  return {
    accountId: `${space}-${identifier}`,
    space,
    personId: person,
    status: 'active',
    credentialsVersion: '1',
    authenticatorSubject: identifier,
    mayActivate: true,
    name: person,
    maskedAccountNumber: `•••• ${identifier.slice(-4)}`,
  };
}

const directory: AccountDirectory = {
  spaceOf: async (accountId) => accounts.get(accountId)?.space,
  accounts: async (ids) => new Map([...accounts].filter(([id]) => ids.includes(id))),
  counterparts: async (accountId, space) =>
    [...accounts.values()].filter((other) => other.space === space && other.personId === accounts.get(accountId)?.personId),
};

/** The authenticator service and the telephone in one. */
function createApp(): { readonly approver: Approver; readonly phone: PhoneHand } {
  const asked: { request: ApprovalRequest; state: Approval['state']; answeredAt: Date }[] = [];
  const approver: Approver = {
    async start(request) {
      asked.push({ request, state: 'pending', answeredAt: new Date(0) });
      return { authReqId: String(asked.length - 1), expiresAt: new Date(Date.now() + 300_000), intervalSeconds: 0 };
    },
    async poll(authReqId) {
      const approval = asked[Number(authReqId)];
      if (approval?.state === 'pending') return { outcome: 'pending' };
      if (approval?.state !== 'approved') return { outcome: 'denied' };
      const { request, answeredAt: at } = approval;
      const { subject, details } = request;
      return { outcome: 'approved', proof: { subject, details, challenge: details.challenge, issuedAt: at, authenticatedAt: at } };
    },
  };

  async function list(identifier: string): Promise<readonly Approval[]> {
    const approvals = asked.map(({ request, state }, id) => ({
      auth_req_id: String(id),
      identifier: request.subject,
      state,
      binding_message: request.bindingMessage,
      authorization_details: [{ ...request.details }],
    }));
    return approvals.filter((approval) => approval.identifier === identifier).reverse();
  }

  async function pending(identifier: string): Promise<Approval> {
    const approval = (await list(identifier)).find(({ state }) => state === 'pending');
    if (!approval) throw new Error('the telephone has nothing to approve');
    return approval;
  }

  async function answerTo(authReqId: string, decision: 'approve' | 'deny'): Promise<number> {
    const approval = asked[Number(authReqId)];
    if (approval?.state !== 'pending') return 409;
    Object.assign(approval, { state: decision === 'approve' ? 'approved' : 'denied', answeredAt: new Date() });
    return 200;
  }

  async function answer(identifier: string, decision: 'approve' | 'deny'): Promise<Approval> {
    const approval = await pending(identifier);
    await answerTo(approval.auth_req_id, decision);
    return approval;
  }

  return { approver, phone: { list, pending, answerTo, answer } };
}

/** As it was before Passerelle, with the clients of the spaces. */
export async function ownConfiguration(): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    clients: [
      client('outside-pro', { grant_types: ['authorization_code', 'refresh_token', linkedAccountGrant] }),
      client('outside-particuliers'),
      client('outside-rs', { grant_types: [], response_types: [], redirect_uris: [] }),
      { ...office, grant_types: [], response_types: [], redirect_uris: [] },
    ],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: 'one' }] },
    findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId, name: accounts.get(accountId)?.name }) }),
    claims: { profile: ['name'] },
    scopes: ['openid', 'profile', 'offline_access'],
    ttl: { AccessToken: 600, AuthorizationCode: 30, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
    features: {
      introspection: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: askToConfirm },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => [],
        getResourceServerInfo: (_ctx, audience) => ({ scope: 'balance', audience, accessTokenFormat: 'opaque' }),
      },
    },
  };
}

function askToConfirm(ctx: { body: unknown }, form: string): void {
  ctx.body = `<!DOCTYPE html><html lang="en"><head><title>Sign out?</title></head><body>${form}
<button form="op.logoutForm" name="logout" value="yes">Sign out</button></body></html>`;
}

function client(client_id: string, metadata: Partial<ClientMetadata> = {}): ClientMetadata {
  return {
    client_id,
    client_secret: 'outside-secret',
    redirect_uris: [`${relyingParty}/callback`],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
    ...metadata,
  };
}
