/** Locks and delays end by themselves. In the demo they are counted in the process, on the system's clock: short ones, waited for in earnest. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newCustomer } from '../world/customers.ts';
import { hasField, secretCodes, submitLogin } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

const wrong = '975310';

describe('throttling', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld('memory', {
      overlay: { behind_proxy: true, login_limits: { failures_per_address_and_minute: 6, lock: '1s' } },
    });
  });
  afterAll(() => world.close());

  /** One attempt on a page of its own, from an address that the proxy in front tells. */
  async function attemptFrom(address: string, identifier: string, secret_code: string) {
    const browser = world.openBrowser();
    const form = (await world.authorize(browser, 'outside-pro')).forms.find(hasField('secret_code'));
    const fields = { ...form?.hidden, identifier, secret_code };
    return browser.post(form?.action ?? '', fields, { 'x-forwarded-for': address });
  }

  it('a locked account opens again by itself after the lock, however often it is tried meanwhile', async () => {
    const { pro } = await newCustomer(world);
    for (let failure = 0; failure < 5; failure += 1) await attemptFrom('203.0.113.1', pro, wrong);
    // Each from an address of its own, so that the lock alone is in the way.
    let tries = 0;
    let answer = await attemptFrom('203.0.113.2', pro, secretCodes.pro);
    expect(answer.left).toBeUndefined();
    const deadline = Date.now() + 10_000;
    while (!answer.left && Date.now() < deadline) {
      tries += 1;
      answer = await attemptFrom(`198.51.${tries >> 8}.${tries & 255}`, pro, secretCodes.pro);
    }
    expect(answer.left?.searchParams.get('code')).toEqual(expect.any(String));
  });

  it('slow_down: too many failures from one address are answered 429 with Retry-After, whoever is named; others are not touched', async () => {
    const { pro } = await newCustomer(world);
    const [guesser, bystander] = ['203.0.113.10', '203.0.113.11'];
    for (let failure = 0; failure < 6; failure += 1) {
      const refused = await attemptFrom(guesser, `9${failure}000000`, wrong);
      expect(refused.status).toBe(200);
    }
    const bodies: string[] = [];
    for (const [identifier, code] of [
      ['90000000', wrong],
      [pro, wrong],
      [pro, secretCodes.pro],
    ] as const) {
      const slowed = await attemptFrom(guesser, identifier, code);
      expect(slowed.status).toBe(429);
      expect(Number(slowed.headers['retry-after'])).toBeGreaterThan(0);
      expect(slowed.forms.some(hasField('secret_code'))).toBe(true);
      const uid = slowed.url.pathname.split('/').at(-1) ?? '';
      bodies.push(
        slowed.text
          .replace(/name="(form_token|shown)" value="[^"]*"/g, '')
          .replaceAll(uid, '')
          .replaceAll(identifier, '')
          .replace(/\d+ secondes?/, ''),
      );
    }
    expect(new Set(bodies).size).toBe(1);
    expect((await attemptFrom(bystander, pro, secretCodes.pro)).left?.searchParams.get('code')).toEqual(expect.any(String));

    const deadline = Date.now() + 15_000;
    let answer = await attemptFrom(guesser, pro, secretCodes.pro);
    while (answer.status === 429 && Date.now() < deadline) answer = await attemptFrom(guesser, pro, secretCodes.pro);
    expect(answer.left?.searchParams.get('code')).toEqual(expect.any(String));
  });

  it('right codes are not failures: a whole office may log in from one address', async () => {
    const { pro } = await newCustomer(world);
    for (let person = 0; person < 12; person += 1) {
      const browser = world.openBrowser();
      const answer = await submitLogin(browser, await world.authorize(browser, 'outside-pro'), pro, secretCodes.pro);
      expect(answer.left?.searchParams.get('code')).toEqual(expect.any(String));
    }
  });
});
