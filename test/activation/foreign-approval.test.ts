/** T18: the authenticator service itself answers with somebody else: everything of the answer is right, but the person. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ForgingService, startForgingService } from '../approver/forging-service.ts';
import { describeOnStores } from '../ground/stores.ts';
import type { Browser } from '../world/browser.ts';
import { hasButton } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';
import {
  accountOf,
  askToOpen,
  bindingMessageOn,
  type Customer,
  codeAt,
  errorAt,
  later,
  linksOf,
  newCustomer,
  newestLink,
  textOf,
  toWaiting,
} from './journey.ts';

describeOnStores('T18: a whole activation, approved by another enrolled person', (kind) => {
  let service: ForgingService;
  let world: World;
  beforeAll(async () => {
    service = await startForgingService();
    const authenticator = { issuer: service.issuer, client_id: 'passerelle' };
    world = await openWorld(kind, { overlay: { spaces: [{ id: 'pro', authenticator }] } });
  });
  afterAll(async () => {
    await world.close();
    await service.close();
  });

  const subjectOf = async ({ pro }: Customer) => (await accountOf(world, 'pro', pro)).authenticatorSubject;

  /** The service's answer to the approval that was asked for last, about what was asked. */
  async function answersAs(subject: string | undefined): Promise<void> {
    const [detail] = JSON.parse(service.started.at(-1)?.get('authorization_details') ?? '[]');
    service.approve(await service.sign({ sub: String(subject), challenge: detail.challenge }), [detail]);
  }

  /** Past the interval of the service. */
  async function look(browser: Browser, waiting: { readonly url: URL }) {
    world.advance(2);
    return browser.get(waiting.url);
  }

  it('CVE-2026-45337: the link stays pending and is never active, an event says so, and no page tells it from waiting', async () => {
    const [customer, other] = [await newCustomer(world), await newCustomer(world)];
    const browser = world.openBrowser();
    const waiting = await toWaiting(world, browser, customer);
    expect(service.started.at(-1)?.get('login_hint')).toBe(await subjectOf(customer));
    const [before, logged] = [await newestLink(world, customer), world.lines.length];

    await answersAs(await subjectOf(other));
    for (let tries = 0; tries < 2; tries += 1) {
      const page = await look(browser, waiting);
      expect([page.status, bindingMessageOn(page), codeAt(page)]).toEqual([200, bindingMessageOn(waiting), undefined]);
      expect(textOf(page)).toBe(textOf(waiting));
    }
    const suspicions = world.lines.slice(logged).filter(({ message }) => message === 'activation.approval_invalid');
    expect(suspicions).toEqual(Array(2).fill(expect.objectContaining({ detail: 'subject', level: 'warn', link: before.id })));
    expect(JSON.stringify(suspicions)).not.toContain(await subjectOf(other));
    // Nothing of it is written: neither to this link, nor for the person who answered.
    const { status, history } = await newestLink(world, customer);
    expect([status, history]).toEqual(['pending', before.history]);
    expect(await linksOf(world, 'pro', other.pro)).toEqual([]);
    expect(errorAt(await askToOpen(world, browser, { prompt: 'none' }))).toBe('interaction_required');

    // The right answer, too late, is worth no more; and it is the page of an approval that ran out.
    const over = await later(world, 600, async () => {
      await answersAs(await subjectOf(customer));
      return browser.get(waiting.url);
    });
    expect(codeAt(over)).toBeUndefined();
    expect(over.forms.some(hasButton('decision', 'return'))).toBe(true);
    expect(await newestLink(world, customer)).toMatchObject({ status: 'expired' });
    expect((await newestLink(world, customer)).history.map(({ event }) => event)).not.toContain('activated');
  });

  it('the same answer with the right person activates', async () => {
    const customer = await newCustomer(world);
    const browser = world.openBrowser();
    const waiting = await toWaiting(world, browser, customer);
    await answersAs(await subjectOf(customer));
    expect(codeAt(await look(browser, waiting))).toEqual(expect.any(String));
    expect(await newestLink(world, customer)).toMatchObject({ status: 'active' });
  });
});
