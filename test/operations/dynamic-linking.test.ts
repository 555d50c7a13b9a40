/**
 * An operation travels as `authorization_details` (RFC 9396) from the relying party to the telephone and back in the token: what the
 * customer approves is what was asked, and the token is good for that operation only (PSD2, dynamic linking).
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { describeOnStores } from '../ground/stores.ts';
import type { Answer, Browser } from '../world/browser.ts';
import type { Tokens } from '../world/outside.ts';
import { activate, approveAtOnce, camille, hasField, login, secretCodes } from '../world/people.ts';
import { openWorld, type World } from '../world/world.ts';

const transfer = [{ type: 'operation', payee: 'Électricité de Nantes', amount: '125.50' }];
const asked = (details: unknown = transfer) => ({ authorization_details: JSON.stringify(details) });

describeOnStores('an operation to approve', (kind) => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    world = await openWorld(kind);
  });
  afterAll(() => world.close());

  /** The linked session of the personal space. */
  async function linked(): Promise<void> {
    browser = world.openBrowser();
    await login(world, browser, 'pro', camille.pro);
    const answer = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro', prompt: 'none' });
    if (!answer.left?.searchParams.has('code')) {
      browser = world.openBrowser();
      await activate(world, browser);
    }
  }

  async function approved(page: Answer): Promise<Tokens & { authorization_details?: unknown }> {
    const waiting = await browser.submit(page, { secret_code: secretCodes.particuliers }, hasField('secret_code'));
    const answer = await approveAtOnce(world, browser, camille.particuliers, waiting);
    return (await world.exchange('outside-particuliers', answer)).tokens;
  }

  it('T29: is shown on the page and on the telephone, and comes back in the token response and at introspection', async () => {
    await linked();
    const page = await world.authorize(browser, 'outside-particuliers', asked());
    for (const text of ['Électricité de Nantes', '125,50\u00a0€']) expect(page.text).toContain(text);
    expect(page.forms.some(hasField('identifier'))).toBe(false);
    const waiting = await browser.submit(page, { secret_code: secretCodes.particuliers }, hasField('secret_code'));
    expect(waiting.text).toContain('125,50\u00a0€');
    const [detail] = (await world.phone.pending(camille.particuliers)).authorization_details;
    expect(detail).toMatchObject({ type: 'operation', payee: 'Électricité de Nantes', amount: '125.50', space: 'particuliers' });
    const { tokens } = await world.exchange('outside-particuliers', await approveAtOnce(world, browser, camille.particuliers, waiting));
    expect(tokens).toMatchObject({ authorization_details: transfer });
    expect(decodeJwt(tokens.id_token)).toMatchObject({ acr: 'urn:passerelle:acr:strong' });
    expect(await world.introspect(tokens)).toMatchObject({ active: true, authorization_details: transfer });
  });

  it('T29: a session that has just approved one operation has not approved the next', async () => {
    await linked();
    await approved(await world.authorize(browser, 'outside-particuliers', asked()));
    const other = asked([{ ...transfer[0], amount: '125.51' }]);
    const silent = await world.authorize(browser, 'outside-particuliers', { ...other, prompt: 'none' });
    expect(silent.left?.searchParams.get('error')).toBe('login_required');
    const page = await world.authorize(browser, 'outside-particuliers', other);
    expect(page.left).toBeUndefined();
    expect(page.text).toContain('125,51');
  });

  it('T29: what was pushed is what is approved: another amount beside the request_uri is not looked at', async () => {
    await linked();
    const { body } = await world.push('outside-particuliers', { ...asked() });
    const page = await world.authorize(browser, 'outside-particuliers', {
      request_uri: body.request_uri ?? '',
      ...asked([{ ...transfer[0], amount: '9999.00' }]),
    });
    expect(page.text).toContain('125,50');
    expect(page.text).not.toMatch(/9\D?999/);
    expect(await approved(page)).toMatchObject({ authorization_details: transfer });
  });

  it('a refresh passes the session on and not the operation', async () => {
    await linked();
    const tokens = await approved(await world.authorize(browser, 'outside-particuliers', asked()));
    const refreshed = await world.refresh('outside-particuliers', tokens);
    expect(refreshed.status).toBe(200);
    expect(await world.introspect(refreshed.tokens)).not.toHaveProperty('authorization_details');
  });

  it('a linked login approves nothing: linked_from with an operation asks for the own credentials of the target', async () => {
    await linked();
    const silent = await world.authorize(browser, 'outside-particuliers', { linked_from: 'pro', prompt: 'none', ...asked() });
    expect(silent.left?.searchParams.get('error')).toBe('login_required');
  });

  describe('is refused with invalid_authorization_details', () => {
    it.each([
      ['without an amount', [{ type: 'operation', payee: 'X' }]],
      ['with an amount that is no amount', [{ type: 'operation', payee: 'X', amount: '1e3' }]],
      ['with an operator object as payee', [{ type: 'operation', payee: { $ne: null }, amount: '1' }]],
      ['with a field that nobody would see', [{ ...transfer[0], challenge: 'x' }]],
      ['of another type', [{ type: 'account_link', payee: 'X', amount: '1' }]],
      ['two at once', [...transfer, ...transfer]],
    ])('%s', async (_title, details) => {
      const { status, body } = await world.push('outside-particuliers', asked(details));
      expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_authorization_details' });
    });
  });
});
