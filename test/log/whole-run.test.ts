/** T54: what every world of a run is held to when it closes, on a world whose log does hold something. */

import { expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { linkedCustomer } from '../world/customers.ts';
import { watchSecrets } from '../world/issued-secrets.ts';
import { switchFrom } from '../world/people.ts';
import { openWorld, storeOf, type World } from '../world/world.ts';

describeOnStores('the log of a whole run', (kind) => {
  async function journey(world: World) {
    const customer = await linkedCustomer(world);
    const browser = world.openBrowser();
    const opened = await switchFrom(world, browser, 'pro', customer.pro);
    const { tokens } = await world.exchange('outside-particuliers', opened);
    const { body } = await world.push('outside-pro', {});
    return {
      code: opened.left?.searchParams.get('code') ?? '',
      access: tokens.access_token,
      refresh: tokens.refresh_token,
      idToken: tokens.id_token,
      cookie: browser.cookie('session.particuliers') ?? '',
      signature: browser.cookie('session.particuliers.sig') ?? '',
      requestUri: body.request_uri ?? '',
      identifier: customer.pro,
    };
  }

  it('T54: holds nothing that was issued in it; and of each kind of secret, one in a log line is found', async () => {
    const own = watchSecrets(await storeOf(kind, () => new Date()));
    const world = await openWorld(kind, { store: own.store });
    const issued = await journey(world);
    const log = world.lines.map((line) => JSON.stringify(line)).join('\n');
    expect(log).toContain('switch.accepted');
    expect(own.foundIn(log)).toEqual([]);
    for (const [name, secret] of Object.entries(issued)) {
      const line = JSON.stringify({ level: 'info', message: 'something', [name]: `${name} ${secret}, and more` });
      expect([name, own.foundIn(`${log}\n${line}`).length]).toEqual([name, 1]);
    }
    own.stop();
    await world.close();
  });
});
