import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApprovalProof } from '../../src/linking/approver.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { consentTo, loginOf, openPerson, outcomeOf, type Person, pageOf } from './bare-flows.ts';
import { account, type BareHost, policy, startBareHost } from './bare-host.ts';

const latency = () => setTimeout<void>(1);

describe('activation', () => {
  let host: BareHost;
  let person: Person;
  beforeEach(async () => {
    host = await startBareHost(createMemoryStore({ clock: () => new Date(), latency }));
    person = openPerson(host);
    await person.login('rp-pro', 'pro-camille');
  });
  afterEach(() => host.close());

  const statuses = async () => (await host.passerelle.links.list('pro-camille')).map(({ status }) => status);
  const approving = (change: (proof: ApprovalProof) => ApprovalProof) => {
    host.approver.answer = ({ subject, details }) => ({
      outcome: 'approved',
      proof: change({ subject, challenge: details.challenge, issuedAt: new Date(), authenticatedAt: new Date(), details }),
    });
  };
  const longAgo = new Date(Date.now() - 3_600_000);
  const forged: readonly (readonly [string, (proof: ApprovalProof) => ApprovalProof])[] = [
    ['T18: by another person', (proof) => ({ ...proof, subject: 'phone-paul' })],
    ['T11: with another challenge', (proof) => ({ ...proof, challenge: 'x'.repeat(proof.challenge.length) })],
    ['T11: with an empty challenge', (proof) => ({ ...proof, challenge: '' })],
    ['T11: whose details carry another challenge', (proof) => ({ ...proof, details: { ...proof.details, challenge: 'other' } })],
    ['T43: of another consent version', (proof) => ({ ...proof, details: { ...proof.details, consent_version: '0' } })],
    ['T29: of a login', (proof) => ({ ...proof, details: { ...proof.details, type: 'login' } })],
    ['T14: issued before it was asked for', (proof) => ({ ...proof, issuedAt: longAgo })],
    ['T14: authenticated before it was asked for', (proof) => ({ ...proof, authenticatedAt: longAgo })],
  ];

  it.each(forged)('an approval %s activates nothing and tells the operator', async (_, change) => {
    approving(change);
    const page = await person.consent();
    expect(pageOf(await person.move(page, 'poll'))).toEqual({ outcome: 'pending' });
    expect(await statuses()).toEqual(['pending']);
    expect(host.events.map(({ event }) => event)).toContain('activation.approval_invalid');
    expect(outcomeOf(await person.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' }))).toBe('interaction_required');
  });

  it('T41: a page that waits while the company gets another administrator says that the activation is over', async () => {
    const page = await person.consent();
    host.accounts.set('pro-camille', { ...account('pro', 'camille'), personId: '' });
    expect(pageOf(await person.look(page))).toMatchObject({ page: 'failed', reason: 'interrupted' });
    expect(await statuses()).toEqual(['expired']);
  });

  it('T15: 50 parallel polls of an approved answer activate once', async () => {
    const page = await person.consent();
    const answers = await Promise.all(Array.from({ length: 50 }, () => person.moveOnly(page, 'poll')));
    expect(answers.every(({ status }) => status < 400)).toBe(true);
    expect(await statuses()).toEqual(['active']);
    const [link] = await host.passerelle.links.list('pro-camille');
    expect(link?.history.filter(({ event }) => event === 'activated')).toHaveLength(1);
  });

  it.each(['denied', 'expired'] as const)('T16: %s, then approved: no activation', async (outcome) => {
    host.approver.answer = () => ({ outcome });
    const page = await person.consent();
    await person.move(page, 'poll');
    approving((proof) => proof);
    await person.move(page, 'poll');
    expect(await statuses()).not.toContain('active');
    expect(pageOf(await person.look(page)).page).toBe('failed');
  });

  it('T16: approved after the customer cancelled: no activation', async () => {
    const page = await person.consent();
    expect(outcomeOf(await person.move(page, 'cancel'))).toBe('access_denied');
    await person.move(page, 'poll');
    expect(await statuses()).toEqual(['declined']);
  });

  it('T12: an approval collected again after the revocation brings nothing back', async () => {
    const page = await person.consent();
    await person.move(page, 'poll');
    await host.passerelle.links.revokeAllOf('pro-camille', { reason: 'customer', actor: 'account:pro-camille' });
    await person.move(page, 'poll');
    await person.move(page, 'finish');
    expect(await statuses()).toEqual(['revoked']);
    expect(outcomeOf(await person.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' }))).toBe('interaction_required');
  });

  it('T8: the waiting page is worth nothing once the source has logged out or is somebody else', async () => {
    const page = await person.consent();
    await person.browser.submit(await person.browser.get('/session/end?client_id=rp-pro'), { logout: 'yes' });
    await person.login('rp-pro', 'pro-paul');
    await person.move(page, 'poll');
    expect(await statuses()).not.toContain('active');
  });

  it('T8: a consent shown to one session is refused in another', async () => {
    const page = await person.authorize('rp-particuliers', { linked_from: 'pro' });
    const seen = consentTo(page);
    await person.browser.submit(await person.browser.get('/session/end?client_id=rp-pro'), { logout: 'yes' });
    await person.login('rp-pro', 'pro-camille');
    expect(pageOf(await person.move(page, 'accept', seen))).toEqual({ refused: 'changed' });
  });

  it('T17: accepting ten times asks once', async () => {
    const page = await person.authorize('rp-particuliers', { linked_from: 'pro' });
    await Promise.all(Array.from({ length: 10 }, () => person.moveOnly(page, 'accept', consentTo(page))));
    expect(host.approver.asked).toHaveLength(1);
    expect(await statuses()).toEqual(['pending']);
  });

  it('T15, T17: a second tab that accepts while the telephone is being asked goes on with the same approval, and ends nothing', async () => {
    const { start } = host.approver;
    const [asking, answers] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    host.approver.start = async (request) => {
      asking.resolve();
      await answers.promise;
      return start(request);
    };
    const [one, two] = [
      await person.authorize('rp-particuliers', { linked_from: 'pro' }),
      await person.authorize('rp-particuliers', { linked_from: 'pro' }),
    ];
    const first = person.move(one, 'accept', consentTo(one));
    await asking.promise;
    const second = person.move(two, 'accept', consentTo(two)).then(() => person.browser.get(two.url));
    // As far as it gets before the telephone was asked.
    await Promise.race([second, setTimeout(500)]);
    answers.resolve();
    await first;
    expect(pageOf(await second)).toMatchObject({ page: 'waiting' });
    expect(host.approver.asked).toHaveLength(1);
    expect(pageOf(await person.move(two, 'poll'))).toEqual({ outcome: 'activated' });
    expect(await statuses()).toEqual(['active']);
  });

  it('T17: a second tab whose first one could not ask the telephone asks itself', async () => {
    const { start } = host.approver;
    const [asking, answers] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    host.approver.start = async () => {
      asking.resolve();
      await answers.promise;
      host.approver.start = start;
      throw new Error('connection refused');
    };
    const [one, two] = [
      await person.authorize('rp-particuliers', { linked_from: 'pro' }),
      await person.authorize('rp-particuliers', { linked_from: 'pro' }),
    ];
    const first = person.moveOnly(one, 'accept', consentTo(one));
    await asking.promise;
    const second = person.move(two, 'accept', consentTo(two));
    await Promise.race([second, setTimeout(300)]);
    answers.resolve();
    expect((await first).status).toBe(503);
    await second;
    expect(pageOf(await person.move(two, 'poll'))).toEqual({ outcome: 'activated' });
  });

  it('T17: another browser of the same account is told that an activation is under way', async () => {
    await person.consent();
    const other = openPerson(host);
    await other.login('rp-pro', 'pro-camille');
    const page = await other.authorize('rp-particuliers', { linked_from: 'pro' });
    expect(pageOf(await other.move(page, 'accept', consentTo(page)))).toEqual({ refused: 'activation_under_way' });
  });

  it.each(['particuliers-paul', 'pro-camille', { $ne: null }, ['particuliers-camille'], '__proto__', null])(
    'T45, T6: a counterpart that was not offered (%j) is refused',
    async (counterpart) => {
      const page = await person.authorize('rp-particuliers', { linked_from: 'pro' });
      expect(pageOf(await person.move(page, 'accept', consentTo(page, { counterpart })))).toEqual({ refused: 'counterpart_not_offered' });
      expect(await statuses()).toEqual([]);
    },
  );

  it('T6: without the counterpart proved where the policy wants it, nothing is written', async () => {
    host.policies.splice(0, 1, policy({ counterpartProof: 'target_login' }));
    const page = await person.authorize('rp-particuliers', { linked_from: 'pro' });
    for (const proved of [[], ['pro-camille'], ['particuliers-paul']])
      expect(pageOf(await person.move(page, 'accept', consentTo(page, { proved })))).toEqual({ refused: 'counterpart_proof_required' });
    expect(await statuses()).toEqual([]);
  });

  it('an activation approved while its policy is suspended does not become active', async () => {
    const page = await person.consent();
    host.policies.splice(0, 1, policy({ status: 'suspended' }));
    await person.move(page, 'poll');
    expect(await statuses()).not.toContain('active');
  });

  it('T2: credentials changed between consent and approval: no link', async () => {
    const page = await person.consent();
    host.accounts.set('particuliers-camille', account('particuliers', 'camille', { credentialsVersion: 'v2' }));
    await person.move(page, 'poll');
    expect(await statuses()).toEqual(['revoked']);
  });

  it('T30: no activation from a linked login', async () => {
    await person.activate();
    await host.passerelle.links.revokeAllOf('pro-camille', { reason: 'customer', actor: 'account:pro-camille' });
    const other = openPerson(host);
    await other.login('rp-particuliers', 'particuliers-camille');
    expect(outcomeOf(await other.authorize('rp-pro', { linked_from: 'particuliers', prompt: 'none' }))).toBe('interaction_required');
    expect(pageOf(await other.authorize('rp-pro', { linked_from: 'particuliers' }))).toMatchObject({
      page: 'login',
      activateFrom: 'pro',
    });
  });

  it('T3: a session from before the link gains no right to switch', async () => {
    const old = openPerson(host);
    await old.move(await old.authorize('rp-pro'), 'finish', { ...loginOf('pro-camille'), at: longAgo });
    await person.activate();
    expect(outcomeOf(await old.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' }))).toBe('login_required');
    expect(outcomeOf(await person.authorize('rp-particuliers', { linked_from: 'pro', prompt: 'none' }))).toBe('code');
  });

  it('the delay after an automatic revocation holds for the counterpart as well', async () => {
    await person.activate();
    await host.passerelle.links.revokeAllOf('particuliers-camille', { reason: 'secret_reset', actor: 'provider' });
    host.accounts.set('pro-second', account('pro', 'camille', { accountId: 'pro-second' }));
    const second = openPerson(host);
    await second.login('rp-pro', 'pro-second');
    expect(pageOf(await second.authorize('rp-particuliers', { linked_from: 'pro' }))).toMatchObject({
      page: 'unavailable',
      reason: 'reactivation_delay',
    });
  });
});
