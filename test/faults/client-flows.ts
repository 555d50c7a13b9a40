/** Flows without a page: tokens, resources, the admin API, security events. */
import { accountOf } from '../world/customers.ts';
import { asClient, type Flow, isOk, replyOf, signedIn, switched, tokensOf, withToken } from './attempt.ts';
import type { OutageWorld } from './outage-world.ts';

const isActive = (reply: { readonly status: number; readonly text: string }) =>
  isOk({ ...reply, headers: {}, left: undefined }) && JSON.parse(reply.text).active === true;
const policyPath = '/admin/v1/policies/pro-particuliers';
const actor = 'camille.adviser@bank.example';

function operator(world: OutageWorld, path: string, body?: object) {
  const headers = { authorization: `Bearer ${world.operatorToken}`, 'content-type': 'application/json' };
  return replyOf(fetch(`${world.origin}${path}`, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers }));
}

const codeFields = (world: OutageWorld, code: string) => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: new URL(world.authorizationUrl('outside-pro')).searchParams.get('redirect_uri') ?? '',
  code_verifier: 'a-verifier-of-the-testers-that-is-long-enough-for-pkce',
});

export const clientFlows: readonly Flow[] = [
  {
    name: 'a code exchange of a linked login',
    async begin(world) {
      const { customer, browser, answer } = await switched(world);
      const redeem = (given: typeof answer) =>
        asClient(world, 'outside-particuliers', '/token', codeFields(world, given.left?.searchParams.get('code') ?? ''));
      const anew = async () => redeem(await world.authorize(browser, 'outside-particuliers', { prompt: 'none' }));
      return { customer, browser, act: () => redeem(answer), anew };
    },
    done: isOk,
    signedIn: ['pro', 'particuliers'],
    links: ['active'],
    end: ['active'],
  },
  {
    name: 'a refresh of a linked login',
    async begin(world) {
      const { customer, browser, answer } = await switched(world);
      const refresh = async (given: typeof answer) => {
        const { refresh_token } = await tokensOf(world, 'particuliers', given);
        return () => asClient(world, 'outside-particuliers', '/token', { grant_type: 'refresh_token', refresh_token });
      };
      const anew = async () => (await refresh(await world.authorize(browser, 'outside-particuliers', { prompt: 'none' })))();
      return { customer, browser, act: await refresh(answer), anew };
    },
    done: isOk,
    signedIn: ['pro', 'particuliers'],
    links: ['active'],
    end: ['active'],
  },
  {
    name: 'userinfo of a linked login',
    async begin(world) {
      const { customer, browser, answer } = await switched(world);
      const { access_token } = await tokensOf(world, 'particuliers', answer);
      return { customer, browser, act: () => withToken(world, '/me', access_token) };
    },
    done: isOk,
    signedIn: ['pro', 'particuliers'],
    links: ['active'],
    end: ['active'],
    repeatable: true,
  },
  {
    name: 'introspection of a linked login',
    async begin(world) {
      const { customer, browser, answer } = await switched(world);
      const { access_token } = await tokensOf(world, 'particuliers', answer);
      return { customer, browser, act: () => asClient(world, 'outside-rs', '/token/introspection', { token: access_token }) };
    },
    done: isActive,
    signedIn: ['pro', 'particuliers'],
    links: ['active'],
    end: ['active'],
    repeatable: true,
  },
  {
    name: 'the linked-account grant',
    async begin(world) {
      const { customer, browser, answer } = await signedIn(world, { linked: true });
      const { access_token } = await tokensOf(world, 'pro', answer);
      const act = () =>
        asClient(world, 'outside-pro', '/token', {
          grant_type: 'urn:passerelle:grant-type:linked-account',
          subject_token: access_token,
          subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
          resource: 'https://personal.example/api',
        });
      return { customer, browser, act };
    },
    done: isOk,
    signedIn: ['pro'],
    links: ['active'],
    end: ['active'],
    repeatable: true,
  },
  {
    name: 'the linked-accounts resource',
    async begin(world) {
      const { customer, browser } = await signedIn(world, { linked: true });
      const answer = await world.authorize(browser, 'outside-pro', { scope: 'openid linked_accounts' });
      const { access_token } = await tokensOf(world, 'pro', answer);
      return { customer, browser, act: () => withToken(world, '/linked-accounts', access_token) };
    },
    done: (reply) => isOk(reply) && JSON.parse(reply.text).linked_accounts[0]?.status === 'active',
    signedIn: ['pro'],
    links: ['active'],
    end: ['active'],
    repeatable: true,
  },
  {
    name: "the adviser's revocation",
    async begin(world) {
      const { customer, browser } = await switched(world);
      const { accountId } = await accountOf(world, 'pro', customer.pro);
      const [link] = await world.demo.store.links.allOf(accountId);
      return { customer, browser, act: () => operator(world, `/admin/v1/account-links/${link?.id}/revoke`, { actor }) };
    },
    done: (reply) => isOk(reply) && JSON.parse(reply.text).state === 'revoked',
    signedIn: ['pro'],
    links: ['active', 'revoked'],
    end: ['revoked'],
  },
  {
    name: "the adviser's explain",
    async begin(world) {
      const { customer, browser } = await signedIn(world, { linked: true });
      const { accountId } = await accountOf(world, 'pro', customer.pro);
      const query = new URLSearchParams({ account_id: accountId, from: 'pro', to: 'particuliers' });
      return { customer, browser, act: () => operator(world, `/admin/v1/explain?${query}`) };
    },
    done: (reply) => isOk(reply) && JSON.parse(reply.text).allowed === true,
    signedIn: ['pro'],
    links: ['active'],
    end: ['active'],
    repeatable: true,
  },
  {
    name: 'a security event that ends the link',
    async begin(world) {
      const { customer, browser } = await switched(world);
      const { accountId } = await accountOf(world, 'pro', customer.pro);
      const body = await world.securityEvent('urn:passerelle:event:administrator-changed', accountId);
      const act = () =>
        replyOf(fetch(`${world.origin}/events`, { method: 'POST', headers: { 'content-type': 'application/secevent+jwt' }, body }));
      return { customer, browser, act };
    },
    done: ({ status }) => status === 202,
    signedIn: ['pro'],
    links: ['active', 'revoked'],
    end: ['revoked'],
  },
  ...(['suspend', 'resume'] as const).map(
    (change): Flow => ({
      name: `to ${change} a policy`,
      async begin(world) {
        const { customer, browser } = await signedIn(world, { linked: true });
        if (change === 'resume') await world.server.passerelle.policies.suspend('pro-particuliers', { actor: 'operator:conseiller' });
        return { customer, browser, act: () => operator(world, `${policyPath}/${change}`, { actor }) };
      },
      done: (reply) => isOk(reply) && JSON.parse(reply.text).status === (change === 'suspend' ? 'suspended' : 'active'),
      signedIn: ['pro'],
      links: ['active'],
      end: ['active'],
      cleanUp: (world) => world.server.passerelle.policies.resume('pro-particuliers', { actor: 'operator:conseiller' }),
    }),
  ),
];
