import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LinkedLogin } from '../../src/linking/linked-login.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import {
  activeLink,
  codeOf,
  isActive,
  openPerson,
  outcomeOf,
  type Person,
  pageOf,
  relyingParty,
  revokeLink,
  type Tokens,
} from './bare-flows.ts';
import { account, type BareHost, policy, startBareHost } from './bare-host.ts';

describe('the fence', () => {
  let host: BareHost;
  let person: Person;
  let tokens: Tokens;
  let now: number;
  beforeEach(async () => {
    now = 0;
    host = await startBareHost(createMemoryStore({ clock: () => new Date() }), { options: { clock: () => new Date(Date.now() + now) } });
    person = openPerson(host);
    await person.login('rp-pro', 'pro-camille');
    tokens = await target().exchange(await person.activate());
  });
  afterEach(() => host.close());

  const target = () => relyingParty(host, 'rp-particuliers');
  const change = (space: string, to: object) => host.accounts.set(`${space}-camille`, account(space, 'camille', to));

  /** A directory of several identifiers for one account; what it makes of them is opaque to us. */
  const identifiers = ['+33 6 12 34 56 78'];
  const versionOf = (known: readonly string[]) => createHash('sha256').update(JSON.stringify(known)).digest('base64url');

  const operator = { actor: 'operator:adviser-7' } as const;
  /** What happens, why the login has ended by then, and what lifts it. */
  const ends: readonly (readonly [string, () => unknown, LinkedLogin['endReason'], (() => unknown) | undefined])[] = [
    ['the link is revoked', () => revokeLink(host), 'revoked', undefined],
    ['T25: the source is blocked', () => change('pro', { status: 'blocked' }), 'account_unusable', () => change('pro', {})],
    [
      'T25: the counterpart is blocked',
      () => change('particuliers', { status: 'blocked' }),
      'account_unusable',
      () => change('particuliers', {}),
    ],
    ...(['pro', 'particuliers'] as const).flatMap((space) =>
      [
        { what: 'changed', to: ['+33 6 98 76 54 32'] },
        { what: 'added', to: [...identifiers, 'camille@bank.example'] },
      ].map(({ what, to }): (typeof ends)[number] => [
        `T2: an identifier of ${space} is ${what}, which its directory counts into the credentials version`,
        () => change(space, { credentialsVersion: versionOf(to) }),
        'revoked',
        () => change(space, {}),
      ]),
    ),
    ['T2: the credentials of the source change', () => change('pro', { credentialsVersion: 'v2' }), 'revoked', () => change('pro', {})],
    [
      'T4: the credentials of the counterpart change',
      () => change('particuliers', { credentialsVersion: 'v2' }),
      'revoked',
      () => change('particuliers', {}),
    ],
    [
      'the policy is suspended in the configuration',
      () => host.policies.splice(0, 1, policy({ status: 'suspended' })),
      'policy_suspended',
      () => host.policies.splice(0, 1, policy()),
    ],
    [
      'T39: the policy is suspended by the kill switch',
      () => host.passerelle.policies.suspend('pro-particuliers', operator),
      'policy_suspended',
      () => host.passerelle.policies.resume('pro-particuliers', operator),
    ],
    [
      'the policy is withdrawn',
      () => host.policies.splice(0, 1, policy({ status: 'withdrawn' })),
      'revoked',
      () => host.policies.splice(0, 1, policy()),
    ],
    ['an account is gone', () => host.accounts.delete('particuliers-camille'), 'revoked', () => change('particuliers', {})],
    // Over by itself, as its session is: nobody ended it.
    ['T53: its life is over', () => (now = 7_200_000), undefined, undefined],
    [
      'T52: the source logs out',
      async () => person.browser.submit(await person.browser.get('/session/end?client_id=rp-pro'), { logout: 'yes' }),
      'signed_out',
      undefined,
    ],
  ];

  it.each(ends)('T25: when %s nothing of the linked login is usable, and lifting it revives nothing', async (_, end, reason, lift) => {
    const code = codeOf(await person.authorize('rp-particuliers', { prompt: 'none' }));
    await end();
    for (const round of ['ended', 'lifted']) {
      if (round === 'lifted') await lift?.();
      expect(await isActive(host, tokens)).toBe(false);
      expect(await target().userinfo(tokens)).toMatchObject({ status: 401, claims: { error: 'invalid_token' } });
      expect((await target().refresh(tokens)).tokens.error).toBe('invalid_grant');
      expect((await target().redeem(code)).tokens.error).toBe('invalid_grant');
    }
    expect(outcomeOf(await person.authorize('rp-particuliers', { prompt: 'none' }))).toBe('login_required');
    const [login] = await host.passerelle.links.uses('pro-camille');
    expect(login?.endReason).toBe(reason);
  });

  it('T49: an id of one kind shown as another finds nothing', async () => {
    const code = codeOf(await person.authorize('rp-particuliers', { prompt: 'none' }));
    const link = await activeLink(host);
    const ids = [
      code,
      tokens.access_token ?? '',
      link.id,
      link.activation.nonce,
      person.browser.cookie('_session.pro') ?? '',
      '__proto__',
      'linked~',
      `linked~${link.id}`,
    ];
    for (const id of ids) {
      expect((await target().refresh({ refresh_token: id })).tokens.error).toBe('invalid_grant');
      if (id !== tokens.access_token) expect((await target().userinfo({ access_token: id })).status).toBe(401);
      if (id !== code) expect((await target().redeem(id)).tokens.error).toBe('invalid_grant');
      const pushed = await person.browser.get(
        `/auth?${new URLSearchParams({ client_id: 'rp-particuliers', request_uri: `urn:ietf:params:oauth:request_uri:${id}` })}`,
      );
      expect(pushed.left?.searchParams.has('code') ?? false).toBe(false);
    }
  });

  it("T65: a Grant that a host's page made in a linked session dies with the link", async () => {
    const { Grant } = host.provider;
    const page = await person.authorize('rp-particuliers', { prompt: 'consent' });
    expect(pageOf(page).page).toBe('scopes');
    const grant = new Grant({ accountId: 'particuliers-camille', clientId: 'rp-particuliers' });
    grant.addOIDCScope('openid');
    const grantId = await grant.save();
    const uid = page.url.pathname.split('/').at(-1) ?? '';
    const interaction = await host.provider.Interaction.find(uid);
    Object.assign(interaction ?? {}, { result: { consent: { grantId } } });
    await interaction?.persist();
    const own = await target().exchange(await person.browser.get(`/auth/${uid}`));
    expect(await isActive(host, own)).toBe(true);
    await revokeLink(host);
    expect(await isActive(host, own)).toBe(false);
  });

  it('T25: a client that the policy names no more has nothing of the linked login, which is there for those that it names', async () => {
    const code = codeOf(await person.authorize('rp-particuliers', { prompt: 'none' }));
    host.policies.splice(0, 1, policy({ clients: ['rp-pro'] }));
    expect(await isActive(host, tokens)).toBe(false);
    expect((await target().userinfo(tokens)).status).toBe(401);
    expect((await target().refresh(tokens)).tokens.error).toBe('invalid_grant');
    expect((await target().redeem(code)).tokens.error).toBe('invalid_grant');
    expect(outcomeOf(await person.authorize('rp-particuliers', { prompt: 'none' }))).toBe('login_required');
    host.policies.splice(0, 1, policy());
    expect(await isActive(host, await target().exchange(await person.authorize('rp-particuliers', { prompt: 'none' })))).toBe(true);
  });

  it('T64, T22: a client that the policy does not name learns nothing', async () => {
    host.policies.splice(0, 1, policy({ clients: ['rp-pro'] }));
    expect(outcomeOf(await person.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' }))).toBe('access_denied');
    const stranger = openPerson(host);
    expect(outcomeOf(await stranger.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' }))).toBe('access_denied');
  });

  it('T60: a plain request is refused where the policy wants PAR, and a pushed one is answered', async () => {
    host.policies.splice(0, 1, policy({ clientsWithoutPar: [] }));
    expect(outcomeOf(await person.authorize('rp-particuliers', { linked_from: 'pro' }))).toBe('invalid_request');
    const uri = await target().push({ linked_from: 'pro', prompt: 'none' });
    const pushed = await person.browser.get(`/auth?${new URLSearchParams({ client_id: 'rp-particuliers', request_uri: uri })}`);
    expect(outcomeOf(pushed)).toBe('code');
  });

  it.each(['particuliers', 'unknown', '__proto__', 'constructor', '{"$ne":null}'])(
    'row 1: linked_from=%s is invalid_request',
    async (space) => {
      for (const prompt of [{}, { prompt: 'none' }])
        expect(outcomeOf(await person.authorize('rp-particuliers', { linked_from: space, ...prompt }))).toBe('invalid_request');
      expect(await target().push({ linked_from: space })).toBe('error invalid_request');
    },
  );

  it('row 1: linked_from sent twice, or as an operator object, is never a switch', async () => {
    const fresh = openPerson(host);
    await fresh.login('rp-pro', 'pro-camille');
    for (const query of ['linked_from=pro&linked_from=pro', 'linked_from[$ne]=x', 'linked_from[]=pro']) {
      const answer = await fresh.browser.get(
        `/auth?client_id=rp-particuliers&redirect_uri=https%3A%2F%2Frp.example%2Fcallback&response_type=code&scope=openid&prompt=none&${query}`,
      );
      expect(['invalid_request', 'login_required']).toContain(outcomeOf(answer));
    }
  });

  it('row 1: a native client is refused', async () => {
    const native = await person.authorize('rp-native', { linked_from: 'pro', prompt: 'none' });
    expect([outcomeOf(native), native.left?.searchParams.get('error_description')]).toEqual([
      'access_denied',
      'native clients may not use linked_from',
    ]);
  });
});
