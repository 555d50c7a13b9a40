/** A host's own page for the prompt `consent`, which knows nothing of Passerelle: it makes a Grant with the library alone. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type Provider from 'oidc-provider';
import { interactionPolicy } from 'oidc-provider';
import type { Answer, Browser } from '../world/browser.ts';
import { camille, consent, login } from '../world/people.ts';
import { type GuidedHost, inExpress, type Mount, openGuided } from './running-hosts.ts';

const { Check } = interactionPolicy;

/** Asks everybody who wants `profile`, once in each interaction. */
function askingForProfile() {
  const policy = interactionPolicy.base();
  policy.get('consent')?.checks.add(
    new Check('profile_asked', 'the customer is asked first', 'consent_required', ({ oidc }) => {
      return oidc.requestParamScopes.has('profile') && oidc.result?.consent === undefined;
    }),
  );
  return policy;
}

describe("a host's own consent page", () => {
  const made: string[] = [];
  let host: GuidedHost;
  let browser: Browser;
  beforeAll(async () => {
    host = await openGuided(withOwnConsentPage(made), {
      tls: false,
      configuration: {
        interactions: {
          policy: askingForProfile(),
          url: (_ctx, { prompt, uid }) => `/${prompt.name === 'consent' ? 'own-consent' : 'interaction'}/${uid}`,
        },
      },
    });
    browser = host.openBrowser();
    await login(host, browser, 'pro', camille.pro, { scope: 'openid' });
    const page = await host.authorize(browser, 'outside-particuliers', { linked_from: 'pro', scope: 'openid' });
    await consent(host, browser, page);
  });
  afterAll(() => host.close());

  const tokensOf = async (client: 'outside-pro' | 'outside-particuliers', answer: Answer) => (await host.exchange(client, answer)).tokens;

  it.each([
    ['direct', 'outside-pro', {}],
    ['linked', 'outside-particuliers', { linked_from: 'pro' }],
  ] as const)('makes one in a %s session: what the customer refused there stays refused', async (_session, client, parameters) => {
    const answer = await host.authorize(browser, client, { ...parameters, scope: 'openid profile', claims_locales: 'refuse' });
    expect(await host.introspect(await tokensOf(client, answer))).toMatchObject({ active: true, scope: 'openid' });
  });

  it('T65: makes a Grant in a linked session: what was granted holds, and the revoked link kills it', async () => {
    const before = made.length;
    const answer = await host.authorize(browser, 'outside-particuliers', {
      linked_from: 'pro',
      scope: 'openid profile offline_access',
      prompt: 'consent',
    });
    expect(made).toHaveLength(before + 1);
    // The page made one like any other, without a mark.
    expect(made.at(-1)).not.toMatch(/^linked~/);
    const tokens = await tokensOf('outside-particuliers', answer);
    // The tokens are under another, which the fence knows by its id; that they end with the session as well proves nothing of it.
    expect(await host.host.provider.AccessToken.find(tokens.access_token)).toMatchObject({ grantId: expect.stringMatching(/^linked~/) });
    expect(await host.introspect(tokens)).toMatchObject({ active: true, scope: 'openid profile', acr: 'urn:passerelle:acr:linked' });
    expect(await host.userinfo(tokens)).toMatchObject({ status: 200, claims: { name: 'camille' } });
    const { tokens: refreshed } = await host.refresh('outside-particuliers', tokens);
    expect(await host.introspect(refreshed)).toMatchObject({ active: true });

    const { links } = host.host.passerelle;
    const [link] = await links.list(`pro-${camille.pro}`);
    expect(await links.revoke(link?.id ?? '', { reason: 'adviser', actor: 'operator:one' })).toBe('revoked');
    expect([await host.introspect(tokens), await host.introspect(refreshed)]).toEqual([{ active: false }, { active: false }]);
    expect((await host.userinfo(refreshed)).status).toBe(401);
    expect(await host.refresh('outside-particuliers', refreshed)).toMatchObject({ status: 400, tokens: { error: 'invalid_grant' } });
  });
});

function withOwnConsentPage(made: string[]): Mount {
  return (guide, host, bank) => {
    const others = inExpress(guide, host, bank);
    return (request, response) => {
      if (request.url?.startsWith('/own-consent/')) void grantAtOnce(host.provider, made, request, response);
      else others(request, response);
    };
  };
}

/** The page of a customer who agrees to everything, or with `claims_locales=refuse` to nothing but the login. */
async function grantAtOnce(provider: Provider, made: string[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { params, session } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: String(session?.accountId), clientId: String(params.client_id) });
  grant.addOIDCScope('openid');
  if (params.claims_locales === 'refuse') grant.rejectOIDCScope('profile');
  else grant.addOIDCScope(String(params.scope));
  const grantId = await grant.save();
  made.push(grantId);
  await provider.interactionFinished(request, response, { consent: { grantId } });
}
