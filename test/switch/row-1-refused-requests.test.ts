/** Row 1: what is refused before any browser is looked at, at the authorization endpoint and at the pushed one, and the same for everybody. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import type { Answer } from '../world/browser.ts';
import { activate, camille, login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { ask, askSilently, authorizePushed, linksOf, outcomeOf, switchesOf } from './asking.ts';

const outsideClient = {
  space: 'particuliers',
  token_endpoint_auth_method: 'client_secret_basic',
  client_secret: 'outside-secret',
  require_pushed_authorization_requests: false,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the configuration
  redirect_uris: ['${OUTSIDE_URL}/callback'],
};

/** `outside-unnamed` is in no policy; `outside-strict` is, and may not do without PAR. */
const overlay = {
  clients: [
    { client_id: 'outside-unnamed', ...outsideClient },
    { client_id: 'outside-strict', ...outsideClient },
  ],
  policies: [
    { id: 'pro-particuliers', clients: ['espace-pro', 'espace-particuliers', 'outside-pro', 'outside-particuliers', 'outside-strict'] },
  ],
};

const unknownSpaces = [
  'nowhere',
  'PRO',
  ' pro',
  'pro particuliers',
  'https://pro.example',
  '__proto__',
  'constructor',
  '["pro"]',
  'p'.repeat(3000),
];

describeOnStores('row 1: a request that is refused whoever asks', (kind) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(kind, { overlay });
  });
  afterAll(() => world.close());

  async function signedIn() {
    const browser = world.openBrowser();
    await login(world, browser, 'pro', camille.pro);
    return browser;
  }

  function descriptionOf({ left }: Answer): string | null | undefined {
    return left?.searchParams.get('error_description');
  }

  it('answers invalid_request with a description for a linked_from that names no space', async () => {
    const browser = await signedIn();
    for (const linked_from of unknownSpaces) {
      const { silently, openly, answer } = await ask(world, browser, 'outside-particuliers', { linked_from });
      expect({ linked_from, silently, openly }).toEqual({ linked_from, silently: 'invalid_request', openly: 'invalid_request' });
      expect(descriptionOf(answer)).toBe('linked_from does not name a space');
    }
    expect(await linksOf(world, 'pro', camille.pro)).toEqual([]);
  });

  it("answers invalid_request with a description for the client's own space", async () => {
    const { silently, openly, answer } = await ask(world, await signedIn(), 'outside-pro', { linked_from: 'pro' });
    expect([silently, openly]).toEqual(['invalid_request', 'invalid_request']);
    expect(descriptionOf(answer)).toBe("linked_from must not name the client's own space");
  });

  it('answers invalid_request with a description for a linked_from that is sent twice, equal or not', async () => {
    const browser = await signedIn();
    for (const second of ['pro', 'particuliers']) {
      for (const prompt of [undefined, 'none']) {
        const url = world.authorizationUrl('outside-particuliers', { linked_from: 'pro', ...(prompt && { prompt }) });
        const answer = await browser.get(`${url}&linked_from=${second}`);
        expect(outcomeOf(answer)).toBe('invalid_request');
        expect(descriptionOf(answer)).toContain('linked_from');
      }
    }
  });

  it('takes a linked_from without a value as one that was not sent (RFC 6749, 3.1)', async () => {
    expect(await ask(world, await signedIn(), 'outside-particuliers', { linked_from: '' })).toMatchObject({
      silently: 'login_required',
      openly: 'page: login',
    });
  });

  it('answers access_denied with a description to a native client', async () => {
    const { silently, openly, answer } = await ask(world, await signedIn(), 'outside-native', { linked_from: 'pro' });
    expect([silently, openly]).toEqual(['access_denied', 'access_denied']);
    expect(descriptionOf(answer)).toBe('native clients may not use linked_from');
  });

  it('answers the same at the pushed authorization request endpoint, where there is no browser', async () => {
    const refused = async (linked_from: string, client: 'outside-particuliers' | 'outside-unnamed' = 'outside-particuliers') => {
      const { status, body } = await world.push(client, { linked_from });
      expect(body.error_description).toEqual(expect.stringContaining('linked_from'));
      return `${status} ${body.error}`;
    };
    for (const unknown of unknownSpaces) expect(await refused(unknown)).toBe('400 invalid_request');
    expect(await refused('particuliers')).toBe('400 invalid_request');
    expect(await refused('pro', 'outside-unnamed')).toBe('400 access_denied');
    const native = await fetch(`${world.demo.urls.issuer}/request`, {
      method: 'POST',
      body: new URL(world.authorizationUrl('outside-native', { linked_from: 'pro' })).searchParams,
    });
    expect([native.status, await native.json()]).toEqual([400, expect.objectContaining({ error: 'access_denied' })]);
    const doubled = new URLSearchParams(new URL(world.authorizationUrl('outside-particuliers', { linked_from: 'pro' })).searchParams);
    doubled.append('linked_from', 'pro');
    expect(await world.push('outside-particuliers', doubled)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  it('T64: tells a client that the policy does not name nothing of any link', async () => {
    const answers: Record<string, unknown>[] = [];
    const probe = async () => {
      const browser = await signedIn();
      const { silently, openly, answer } = await ask(world, browser, 'outside-unnamed', { linked_from: 'pro' });
      const nobody = await ask(world, world.openBrowser(), 'outside-unnamed', { linked_from: 'pro' });
      answers.push({ silently, openly, description: descriptionOf(answer), nobody: nobody.silently });
    };
    await probe();
    await activate(world, world.openBrowser());
    expect(await askSilently(world, await signedIn(), 'outside-particuliers', { linked_from: 'pro' })).toBe('code');
    await probe();
    expect(answers[0]).toEqual({
      silently: 'access_denied',
      openly: 'access_denied',
      description: 'the client may not use linked_from with this space',
      nobody: 'access_denied',
    });
    expect(answers[1]).toEqual(answers[0]);
  });

  it('T60: refuses a plain request with linked_from where the policy wants PAR, and writes no switch', async () => {
    const browser = await signedIn();
    const before = await switchesOf(world, 'pro', camille.pro);
    const { silently, openly, answer } = await ask(world, browser, 'outside-strict', { linked_from: 'pro' });
    expect([silently, openly]).toEqual(['invalid_request', 'invalid_request']);
    expect(descriptionOf(answer)).toBe('linked_from must be sent by a pushed authorization request');
    for (const prompt of [{}, { prompt: 'none' }]) {
      const plain = world.authorizationUrl('outside-particuliers', {
        client_id: 'espace-particuliers',
        redirect_uri: `${world.demo.urls.particuliers}/callback`,
        linked_from: 'pro',
        ...prompt,
      });
      expect(outcomeOf(await browser.get(plain))).toMatch(/^(invalid_request|status 400)$/);
    }
    expect(await switchesOf(world, 'pro', camille.pro)).toBe(before);
    const request = { linked_from: 'pro', prompt: 'none' };
    expect(outcomeOf(await authorizePushed(world, browser, 'outside-strict', request))).toBe('code');
  });
});
