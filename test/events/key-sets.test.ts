/** Keys that are fetched from the issuer: cached, rotated without a restart, and never guessed when their server is away. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { JWK } from 'jose';
import { openReceiver, type ReceiverWorld } from './receiver-world.ts';
import { createTransmitter, type Transmitter } from './transmitter.ts';

describe('the keys of an issuer, by URL', () => {
  let transmitter: Transmitter;
  let keyServer: KeyServer;
  let world: ReceiverWorld;
  beforeEach(async () => {
    transmitter = await createTransmitter();
    keyServer = await startKeyServer([transmitter.jwk]);
    world = await openReceiverOf(keyServer, transmitter);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await keyServer.close();
  });

  test('are fetched once for many events', async () => {
    for (let index = 0; index < 5; index += 1) expect((await world.push(await transmitter.sign())).status).toBe(202);
    expect(keyServer.asked).toBe(1);
  });

  test('T51: rotate without a restart: the new key is asked for, and a withdrawn one is worth nothing', async () => {
    const next = await createTransmitter({}, 'ES256', 'key-2');
    expect((await world.push(await transmitter.sign())).status).toBe(202);
    keyServer.keys = [transmitter.jwk, next.jwk];
    ahead(60_000);
    expect((await world.push(await next.sign())).status).toBe(202);
    expect((await world.push(await transmitter.sign())).status).toBe(202);
    keyServer.keys = [next.jwk];
    ahead(3_600_000);
    expect((await world.push(await transmitter.sign())).body.err).toBe('invalid_key');
    expect((await world.push(await next.sign())).status).toBe(202);
  });

  test('are not asked for again by every stranger who makes up a kid', async () => {
    const stranger = await createTransmitter({}, 'ES256', 'made-up');
    await world.push(await transmitter.sign());
    for (let index = 0; index < 5; index += 1) expect((await world.push(await stranger.sign())).body.err).toBe('invalid_key');
    expect(keyServer.asked).toBe(1);
  });

  test.each([
    ['answers 500', 500, '{}'],
    ['answers nonsense', 200, '<html>down for maintenance</html>'],
    ['answers no key set', 200, '{"keys":"none"}'],
  ])('T36: whose server %s: not acknowledged, so that the event comes again, and taken then', async (_, status, body) => {
    keyServer.instead = { status, body };
    const token = await transmitter.sign();
    expect((await world.push(token)).status).toBe(503);
    expect([world.effects, world.notices]).toEqual([[], []]);
    keyServer.instead = undefined;
    expect((await world.push(token)).status).toBe(202);
  });

  test('T36: whose server is away: not acknowledged', async () => {
    await keyServer.close();
    expect((await world.push(await transmitter.sign())).status).toBe(503);
    expect(world.effects).toEqual([]);
  });
});

interface KeyServer {
  readonly uri: string;
  keys: readonly JWK[];
  instead: { readonly status: number; readonly body: string } | undefined;
  asked: number;
  close(): Promise<void>;
}

async function startKeyServer(keys: readonly JWK[]): Promise<KeyServer> {
  const server: Server = createServer((_request, response) => {
    state.asked += 1;
    const { status, body } = state.instead ?? { status: 200, body: JSON.stringify({ keys: state.keys }) };
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const state: KeyServer = {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    keys,
    instead: undefined,
    asked: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return state;
}

function openReceiverOf(keyServer: KeyServer, transmitter: Transmitter): Promise<ReceiverWorld> {
  return openReceiver({ transmitter, issuers: [{ ...transmitter.entry, keys: { jwksUri: keyServer.uri } }], fetch });
}

/** The library's cache goes by the machine's time. */
function ahead(milliseconds: number): void {
  const then = Date.now() + milliseconds;
  jest.restoreAllMocks();
  jest.spyOn(Date, 'now').mockReturnValue(then);
}
