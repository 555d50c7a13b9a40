/** The receipt of a consent on the wire: what it says, in both spaces and languages, while the link is active and after; and to whom. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import type { AccountLink } from '../../src/linking/account-link.ts';
import { challengeOf } from '../../src/linking/challenge.ts';
import { newAccount } from '../activation/journey.ts';
import { describeOnStores } from '../ground/stores.ts';
import { inlineScripts, seen } from '../history/page-text.ts';
import type { Browser } from '../world/browser.ts';
import { accountOf, type Customer, linkedCustomer, newCustomer } from '../world/customers.ts';
import { login } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import { activated, alter, receiptIn, receiptPage, signedReceipt } from './asking.ts';

const spaces = ['pro', 'particuliers'] as const;

describeOnStores('the receipt of a consent', (kind) => {
  let world: World;
  let customer: Customer;
  let browser: Browser;
  let linkId: string;
  beforeAll(async () => {
    world = await openWorld(kind);
    customer = await newCustomer(world, { pro: { company: 'Atelier Dubois' } });
    ({ browser, linkId } = await activated(world, customer));
  });
  afterAll(() => world.close());

  const find = async (id: string) => {
    const link = await world.demo.store.links.find(id);
    if (!link) throw new Error('no link');
    return link;
  };
  const both = async (who: Customer) => Promise.all(spaces.map((space) => accountOf(world, space, who[space])));
  async function signedIn(space: (typeof spaces)[number], who: Customer): Promise<Browser> {
    const own = world.openBrowser();
    await login(world, own, space, who[space]);
    return own;
  }

  it('signed: what, when, which text, both accounts masked, how it was approved, how to withdraw; verified with the published keys', async () => {
    const answer = await signedReceipt(browser, linkId);
    expect([answer.status, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([200, 'application/jwt', 'no-store']);
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="recu-passerelle-\d{4}-\d\d-\d\d\.jwt"$/);
    const link = await find(linkId);
    const [pro, particuliers] = await both(customer);
    const { issuer } = world.demo.urls;
    expect(await receiptIn(world, answer)).toEqual({
      iss: issuer,
      aud: 'urn:passerelle:account-link-receipt',
      iat: expect.any(Number),
      jti: expect.stringMatching(/^[\w-]{43}$/),
      schema_version: '1',
      record_id: linkId,
      language: 'fr',
      pii_controllers: [{ name: 'Banque de démonstration', contact: 'donnees-personnelles@banque.example' }],
      purpose: { description: expect.stringContaining('dans les deux sens'), limits: expect.stringContaining('ne partage pas') },
      state: 'active',
      accounts: [
        {
          space: 'pro',
          space_name: 'Espace Professionnel',
          role: 'activating',
          name: pro?.name,
          account_number: `•••• ${pro?.accountNumber.slice(-4)}`,
          company: 'Atelier Dubois',
        },
        {
          space: 'particuliers',
          space_name: 'Espace Particuliers',
          role: 'other',
          name: particuliers?.name,
          account_number: `•••• ${particuliers?.accountNumber.slice(-4)}`,
        },
      ],
      consent: {
        version: '1',
        language: 'fr',
        text_sha256: link.activation.consent.textHash,
        text: expect.stringContaining('Atelier Dubois'),
      },
      approval: {
        method: 'authenticator_app',
        challenge: link.activation.challenge,
        source_proof: 'login',
        counterpart_proof: 'same_person',
      },
      consent_events: link.history.map(({ event, at }) => ({ event_type: event, event_time: at.toISOString() })),
      validity: { from: link.activatedAt?.toISOString() },
      withdrawal_method: {
        space: 'pro',
        space_name: 'Espace Professionnel',
        steps: 'Profil, Vos préférences, Préférences d’accès à vos espaces web',
        uri: `${issuer}/preferences?space=pro`,
      },
      history: { entries: 3, head: link.history.at(-1)?.hash },
    });
  });

  it('T43: the text in it is the one that was shown, by the hash that the approval was bound to', async () => {
    const { consent } = await receiptIn(world, await signedReceipt(browser, linkId));
    const hash = createHash('sha256')
      .update(consent.text ?? '')
      .digest('base64url');
    expect(hash).toBe((await find(linkId)).activation.consent.textHash);
  });

  it('its type, its key and its algorithm are named; it has no subject, and its audience is nobody', async () => {
    const { text } = await signedReceipt(browser, linkId);
    const { keys } = (await (await fetch(`${world.demo.urls.issuer}/jwks`)).json()) as { keys: { kid: string }[] };
    expect(decodeProtectedHeader(text)).toEqual({ alg: 'ES256', typ: 'account-link-receipt+jwt', kid: keys[0]?.kid });
    const receipt = await receiptIn(world, await signedReceipt(browser, linkId));
    for (const claim of ['sub', 'exp', 'nonce', 'azp', 'sid', 'events']) expect(receipt).not.toHaveProperty(claim);
  });

  for (const language of ['fr', 'en'] as const) {
    it(`the page says the same in ${language}, in both spaces and in a linked session too; nothing runs in it`, async () => {
      for (const space of spaces) {
        const page = await receiptPage(browser, linkId, { space, language });
        const text = seen(page.text);
        const receipt = await receiptIn(world, await signedReceipt(browser, linkId, { space, language }));
        expect([page.status, page.headers['content-language'], inlineScripts(page.text)]).toEqual([200, language, []]);
        const facts = [
          receipt.iss,
          receipt.record_id,
          receipt.purpose.description,
          receipt.purpose.limits,
          ...receipt.pii_controllers.flatMap(({ name, contact }) => [name, contact ?? '']),
          ...receipt.accounts.flatMap(({ space_name, name, account_number }) => [space_name, name ?? '', account_number ?? '']),
          'Atelier Dubois',
          receipt.consent.version,
          receipt.consent.text_sha256,
          ...paragraphs(receipt.consent.text ?? ''),
          receipt.approval.challenge,
          ...receipt.consent_events.map(({ event_time }) => `${event_time.slice(0, 19).replace('T', ' ')} UTC`),
          receipt.withdrawal_method.steps,
          receipt.withdrawal_method.uri,
          receipt.history.head,
        ];
        for (const fact of facts) expect(text).toContain(fact.replace(/[\s\u00a0]+/g, ' ').trim());
        expect(page.text).toContain('<section class="card text" aria-labelledby="text" lang="fr">');
      }
    });
  }

  it('T54: no account id, no identifier, no whole account number, on the page, in the signed one and in what is logged of it', async () => {
    const accounts = await both(customer);
    const secrets = accounts.flatMap(({ accountId, accountNumber, personId }) => [accountId, accountNumber, personId]);
    const link = await find(linkId);
    const told = [
      (await receiptPage(browser, linkId)).text,
      JSON.stringify(await receiptIn(world, await signedReceipt(browser, linkId))),
      JSON.stringify(world.lines.filter(({ message }) => message === 'receipt.issued')),
    ];
    for (const text of told)
      for (const secret of [...secrets, customer.pro, customer.particuliers, link.activation.nonce, link.activation.sourceUid])
        expect(text).not.toContain(secret);
  });

  it('each signed one is of its own, and on record by its id', async () => {
    const first = await receiptIn(world, await signedReceipt(browser, linkId));
    const second = await receiptIn(world, await signedReceipt(browser, linkId, { space: 'particuliers' }));
    expect(first.jti).not.toBe(second.jti);
    const issued = world.lines.filter(({ message, link }) => message === 'receipt.issued' && link === linkId);
    expect(issued.map(({ receipt, space, level }) => ({ receipt, space, level })).slice(-2)).toEqual([
      { receipt: first.jti, space: 'pro', level: 'info' },
      { receipt: second.jti, space: 'particuliers', level: 'info' },
    ]);
  });

  it('reading writes nothing', async () => {
    const before = await find(linkId);
    await receiptPage(browser, linkId);
    await signedReceipt(browser, linkId);
    expect(await find(linkId)).toEqual(before);
    for (const path of ['/receipt', '/receipt.jwt'])
      expect((await browser.request('POST', `${path}?space=pro&link=${linkId}`, {})).status).toBe(405);
  });

  it('the preferences of both spaces lead to it', async () => {
    for (const space of spaces) {
      const { text } = await browser.get(`/preferences?space=${space}`);
      expect(text).toContain(`href="/receipt?space=${space}&amp;link=${linkId}"`);
      expect((await receiptPage(browser, linkId, { space })).text).toContain(`href="/receipt.jwt?space=${space}&amp;link=${linkId}"`);
    }
  });

  it('T41: a link of somebody else, one that was never active, and none: all as one that does not exist', async () => {
    const [other, declined] = [await linkedCustomer(world), await linkedCustomer(world)];
    await alter(world, declined.linkId, ({ history }) => ({ status: 'declined', history: history.slice(0, 2) }));
    await alter(world, declined.linkId, ({ activatedAt: _, ...link }) => ({ ...link, activatedAt: undefined }) as never);
    const own = await signedIn('pro', declined);
    for (const path of ['/receipt', '/receipt.jwt']) {
      const unknown = await own.get(`${path}?space=pro&link=lnk_of_nobody`);
      expect(unknown.status).toBe(404);
      for (const link of [other.linkId, declined.linkId, '', '__proto__', '%00']) {
        const answer = await own.get(`${path}?space=pro&link=${link}`);
        expect([link, answer.status]).toEqual([link, 404]);
        expect(withoutReference(answer.text)).toBe(withoutReference(unknown.text));
      }
      expect((await own.get(`${path}?space=pro`)).status).toBe(404);
      expect((await own.get(`${path}?space=nowhere&link=${linkId}`)).status).toBe(404);
      for (const twice of [`space=pro&space=pro&link=${linkId}`, `space=pro&link=${linkId}&link=${declined.linkId}`])
        expect((await own.get(`${path}?${twice}`)).status).toBe(400);
      // Nobody is signed in there, whoever they are elsewhere.
      const nobody = await own.request('GET', `${path}?space=particuliers&link=${linkId}`);
      expect([nobody.status, nobody.left?.pathname]).toEqual([303, '/login']);
    }
  });

  it('names and numbers that changed: the receipt tells those of today, and that the text cannot be shown word for word', async () => {
    // The world's own shortcut to a link keeps the hash of no text.
    const another = await linkedCustomer(world);
    const own = await signedIn('pro', another);
    const { consent, accounts } = await receiptIn(world, await signedReceipt(own, another.linkId));
    expect(consent).toEqual({
      version: '1',
      language: 'fr',
      text_sha256: (await find(another.linkId)).activation.consent.textHash,
      text_unavailable: 'described_otherwise',
    });
    expect(accounts[1]?.account_number).toBeDefined();
    const text = seen((await receiptPage(own, another.linkId)).text);
    expect(text).toContain('ne peut plus être montré mot pour mot');
    expect(text).not.toContain('Ce que fait la passerelle');
  });

  it('T41: a company has another administrator: they get no receipt, and the former one is told nothing of them', async () => {
    const former = await newCustomer(world, {
      pro: { name: 'Ancienne Administratrice' },
      particuliers: { name: 'Ancienne Administratrice' },
    });
    const { linkId: theirs } = await activated(world, former);
    const [company] = await both(former);
    if (!company) throw new Error('no account');
    const next = {
      personId: `per_of_${company.accountId}`,
      name: 'Nouvelle Administratrice',
      credentialsVersion: `next-${company.accountId}`,
    };
    expect(await world.demo.store.accounts.change(company.accountId, company, next)).toBe(true);
    const newcomer = await signedIn('pro', former);
    for (const receipt of [await receiptPage(newcomer, theirs), await signedReceipt(newcomer, theirs)]) expect(receipt.status).toBe(404);

    const own = await signedIn('particuliers', former);
    const receipt = await receiptIn(world, await signedReceipt(own, theirs, { space: 'particuliers' }));
    for (const account of receipt.accounts) expect(Object.keys(account)).toEqual(['space', 'space_name', 'role']);
    expect(receipt.consent.text_unavailable).toBe('described_otherwise');
    // Nobody has used the link since, and no event was heard: it is over where it is looked at.
    expect([receipt.state, receipt.consent_events.at(-1)?.reason]).toEqual(['ended', 'credential_version']);
    for (const page of [await receiptPage(own, theirs, { space: 'particuliers' }), await own.get('/preferences?space=particuliers')]) {
      expect(page.status).toBe(200);
      expect(page.text).not.toContain('Nouvelle Administratrice');
      expect(page.text).not.toContain(company.accountNumber.slice(-4));
    }
  });

  it('a version that is not in the folder any more: the receipt says so and keeps its hash', async () => {
    const another = await linkedCustomer(world);
    await alter(world, another.linkId, (link) => {
      const activation = { ...link.activation, consent: { ...link.activation.consent, version: '../1' } };
      return { activation: { ...activation, challenge: challengeOf({ ...link, activation }) } };
    });
    const own = await signedIn('particuliers', another);
    const { consent } = await receiptIn(world, await signedReceipt(own, another.linkId, { space: 'particuliers' }));
    expect(consent).toMatchObject({ version: '../1', text_unavailable: 'version_not_held' });
    expect(seen((await receiptPage(own, another.linkId, { space: 'particuliers', language: 'en' })).text)).toContain('no longer kept here');
  });

  it('one counterpart of several: the text is the one that named them all', async () => {
    const chooser = await newCustomer(world);
    const [, personal] = await both(chooser);
    await newAccount(world, 'particuliers', `9${chooser.particuliers}`, { person: `customer-${chooser.pro.slice(2)}` });
    const second = await accountOf(world, 'particuliers', `9${chooser.particuliers}`);
    await world.demo.store.accounts.change(second.accountId, second, { firstLoginAt: new Date() });
    const { browser: own, linkId: chosen } = await activated(world, chooser, { counterpart: personal?.accountId ?? '' });
    const { consent } = await receiptIn(world, await signedReceipt(own, chosen));
    for (const { accountNumber } of [personal, second].filter((account) => account !== undefined))
      expect(consent.text).toContain(accountNumber.slice(-4));
  });

  it('past its life, though nobody has said so to the link yet: ended', async () => {
    const another = await linkedCustomer(world);
    const expiresAt = new Date(Date.now() - 1000);
    await alter(world, another.linkId, () => ({ expiresAt }));
    const own = await signedIn('pro', another);
    expect(await receiptIn(world, await signedReceipt(own, another.linkId))).toMatchObject({
      state: 'ended',
      validity: { until: expiresAt.toISOString() },
    });
    expect(seen((await receiptPage(own, another.linkId)).text)).toContain('Arrivée à son terme.');
  });

  it.each([
    ['another text', ({ activation }) => ({ activation: { ...activation, consent: { ...activation.consent, textHash: 'AAAA' } } })],
    ['another version', ({ activation }) => ({ activation: { ...activation, consent: { ...activation.consent, version: '9' } } })],
    [
      'a proof that was not given',
      ({ activation }) => ({ activation: { ...activation, proofs: { ...activation.proofs, source: 'secret_code' } } }),
    ],
    ['an account of somebody else', ({ other }) => ({ other: { ...other, accountId: `${other.accountId}x` } })],
  ] satisfies [string, (link: AccountLink) => Partial<AccountLink>][])('T43: %s than was approved: no receipt', async (_what, change) => {
    const another = await linkedCustomer(world);
    const own = await signedIn('pro', another);
    await alter(world, another.linkId, change);
    expect((await signedReceipt(own, another.linkId)).status).toBe(500);
    expect(JSON.stringify(world.lines)).toContain(`no receipt for the link ${another.linkId}: consent_differs`);
  });

  it('a history that was altered: no receipt, and the operator is told why', async () => {
    const another = await linkedCustomer(world);
    const own = await signedIn('pro', another);
    await alter(world, another.linkId, ({ history }) => ({
      history: history.map((entry, index) => (index === 1 ? { ...entry, at: new Date(0) } : entry)),
    }));
    for (const answer of [await receiptPage(own, another.linkId), await signedReceipt(own, another.linkId)]) {
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain('broken_chain');
    }
    expect(JSON.stringify(world.lines)).toContain(`no receipt for the link ${another.linkId}: broken_chain`);
  });

  it('after its end it stays a proof, and says when and why it ended; after an erasure it names the other account no more', async () => {
    const { links, worker } = world.demo.server.passerelle;
    await links.revoke(linkId, { reason: 'adviser', actor: 'operator:a.lemaire' });
    const own = await signedIn('pro', customer);
    const receipt = await receiptIn(world, await signedReceipt(own, linkId));
    const link = await find(linkId);
    expect(receipt).toMatchObject({ state: 'ended', validity: { until: link.endedAt?.toISOString() }, history: { entries: 4 } });
    expect(receipt.consent_events.at(-1)).toEqual({ event_type: 'revoked', event_time: link.endedAt?.toISOString(), reason: 'adviser' });
    expect(receipt.consent.text).toContain('Atelier Dubois');
    const text = seen((await receiptPage(own, linkId)).text);
    for (const words of ['La passerelle n’est plus active.', 'Désactivée par votre conseiller.', 'elle ne peut plus redevenir active'])
      expect(text).toContain(words);
    expect(text).not.toContain('Vous pouvez désactiver la passerelle à tout moment dans');

    const [, personal] = await both(customer);
    await worker.run();
    expect(await links.erase(personal?.accountId ?? '', { actor: 'provider' })).toEqual({ ok: true, links: 1 });
    const erased = await receiptIn(world, await signedReceipt(own, linkId));
    expect(erased.accounts[1]).toEqual({ space: 'particuliers', space_name: 'Espace Particuliers', role: 'other' });
    expect(erased.consent).toMatchObject({ text_sha256: receipt.consent.text_sha256, text_unavailable: 'described_otherwise' });
    const page = seen((await receiptPage(own, linkId)).text);
    expect(page).toContain('Compte qui n’est plus disponible');
    for (const trace of ['erased', 'lemaire', personal?.accountNumber.slice(-4) ?? '-']) expect(page).not.toContain(trace);
  });
});

/** As they are seen: without the marks of headings and lists. */
function paragraphs(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/^(#+|-) /, '').trim())
    .filter((line) => line !== '');
}

function withoutReference(page: string): string {
  return page.replace(/[\w-]{8}-[\w-]{4}-[\w-]{4}-[\w-]{4}-[\w-]{12}|<code>[^<]*<\/code>/g, '');
}
