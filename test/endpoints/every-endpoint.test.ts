/**
 * Every address of the server, from one table: each way to get a request wrong is refused with the right status, helpfully, without writing
 * or showing anything, and afterwards the right request does what it does. The addresses are read from the running server.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeOnStores } from '../ground/stores.ts';
import { adminRows } from './admin-rows.ts';
import { type Attack, attacksOn, operatorsIn, scriptsIn } from './attacks.ts';
import type { Case } from './case.ts';
import { type Ground, openGround } from './ground.ts';
import { headerFaults, leaks, unhelpful } from './judging.ts';
import { oauthRows } from './oauth-rows.ts';
import { pageRows } from './page-rows.ts';
import { plainMiddlewares, routesOf } from './routes.ts';
import { createSender, type Received, type Sent } from './sending.ts';

const rows = { ...pageRows, ...oauthRows, ...adminRows };

describeOnStores('every endpoint', (kind) => {
  let ground: Ground;
  let send: (request: Sent) => Promise<Received>;
  beforeAll(async () => {
    ground = await openGround(kind);
    send = createSender(ground.world.demo.urls.issuer);
  });
  afterAll(() => ground.world.close());

  /** What is wrong with the answer to a wrong request; nothing is written, and nothing is shown. */
  async function faultsOf({ name, request, status }: Attack, alsoWrites: readonly string[] = []): Promise<readonly string[]> {
    const answer = await send(request);
    const faults = [
      ...(answer.status === status
        ? []
        : [`${answer.status} in the place of ${status}: ${answer.text.replace(/<[^>]+>|\s+/g, ' ').slice(0, 200)}`]),
      ...ground.counted.writesOf(answer.requestId).flatMap((call) => (alsoWrites.includes(call) ? [] : [`writes ${call}`])),
      ...headerFaults(answer),
      ...leaks(answer, ground.secrets),
      ...unhelpful(answer),
    ];
    return faults.map((fault) => `${name}: ${fault}`);
  }

  async function faultsOfAll(attacks: readonly Attack[], alsoWrites?: readonly string[]): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const attack of attacks) faults.push(...(await faultsOf(attack, alsoWrites)));
    return faults;
  }

  /** T41, T42: what is told of an id, whether there is such a thing or not. */
  async function wordsForIds(attacks: readonly Attack[]): Promise<readonly string[]> {
    const words = new Set<string>();
    for (const { request } of attacks.filter(({ name }) => /^(id (unknown|constructor)$|T41: )/.test(name))) {
      const { text, requestId } = await send(request);
      words.add(text.replaceAll(requestId, ''));
    }
    return [...words];
  }

  /** T61: with the store away, the right request is told to come again, and the next one still does what it does. */
  async function faultsWithoutStore({ request }: Case): Promise<readonly string[]> {
    ground.counted.setAway(true);
    const answer = await send(request);
    ground.counted.setAway(false);
    const goesOn = answer.status === 303 && answer.headers.get('location')?.includes('error=temporarily_unavailable');
    const needsNone = answer.status < 400 && ground.counted.callsOf(answer.requestId) === 0;
    const faults = [...headerFaults(answer, { cached: request.path.startsWith('/assets/') }), ...leaks(answer, ground.secrets)];
    return answer.status >= 500 || goesOn || needsNone ? faults : [`${answer.status} ${answer.headers.get('location') ?? ''}`, ...faults];
  }

  async function doesWhatItDoes({ request, status }: Case): Promise<void> {
    const answer = await send(request);
    expect([answer.status, answer.status === status ? '' : answer.text]).toEqual([status, '']);
    const isAsset = request.path.startsWith('/assets/');
    expect([...headerFaults(answer, { cached: isAsset })]).toEqual([]);
  }

  if (kind === 'mongo') {
    const taking = Object.entries(rows).filter(([route]) =>
      /^(POST|DELETE|\*)|:|(preferences|code|auth|account-links|explain|end|deliveries)$/.test(route),
    );
    it.each(taking)('T45: %s takes no operator for a value', async (route, row) => {
      const example = await row(ground);
      expect(await faultsOfAll(operatorsIn(attacksOn(route, example)), example.alsoWrites)).toEqual([]);
      await doesWhatItDoes(example);
    });
    return;
  }

  it('is in this table, which holds nothing else', async () => {
    const { routes, middlewares } = await routesOf(ground.world.demo.server);
    expect(Object.keys(rows).sort()).toEqual(routes);
    // The last is the library. A middleware that is new may answer addresses of its own: they belong in the table.
    expect(middlewares).toEqual([...plainMiddlewares, 'dispatch']);
  });

  describe.each(Object.entries(rows))('%s', (route, row) => {
    it('T7, T10, T41, T45: whatever is wrong with a request is refused, and the right one then does what it does', async () => {
      const example = await row(ground);
      expect(await faultsOfAll(attacksOn(route, example), example.alsoWrites)).toEqual([]);
      expect(await wordsForIds(attacksOn(route, example))).toHaveLength(example.id ? 1 : 0);
      for (const request of scriptsIn(example)) {
        const answer = await send(request);
        expect([answer.status < 500, leaks(answer, []), headerFaults(answer, { cached: request.path.startsWith('/assets/') })]).toEqual([
          true,
          [],
          [],
        ]);
      }
      expect(await faultsWithoutStore(example)).toEqual([]);
      await doesWhatItDoes(example);
    });
  });

  describe.each(addresses(Object.keys(rows)))('%s', (path, methods) => {
    it('takes its own methods only: any other is 405 with Allow (RFC 9110 section 15.5.6), OPTIONS says which, HEAD is GET without a body', async () => {
      const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])];
      const allow = (answer: Received) =>
        answer.headers
          .get('allow')
          ?.split(', ')
          .filter((method) => method !== 'OPTIONS')
          .sort();
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'].filter((each) => !allowed.includes(each))) {
        const answer = await send({ method, path });
        expect([method, answer.status, allow(answer), ground.counted.writesOf(answer.requestId)]).toEqual([
          method,
          405,
          allowed.sort(),
          [],
        ]);
        expect([...headerFaults(answer), ...(method === 'HEAD' ? [] : unhelpful(answer))]).toEqual([]);
      }
      const options = await send({ method: 'OPTIONS', path, headers: { origin: 'https://evil.example' } });
      expect([[204, 405].includes(options.status), allow(options), options.headers.get('access-control-allow-credentials')]).toEqual([
        true,
        allowed.sort(),
        null,
      ]);
      if (!allowed.includes('HEAD')) return;
      const [head, get] = [await send({ method: 'HEAD', path }), await send({ method: 'GET', path })];
      expect([head.status, head.text]).toEqual([get.status, '']);
    });
  });
});

/** Every address with the methods of its rows; a name in the path is one of nothing. */
function addresses(routes: readonly string[]): [path: string, methods: readonly string[]][] {
  const byPath = new Map<string, string[]>();
  for (const route of routes) {
    const [method = '', pattern = ''] = route.split(' ');
    const path = pattern.replaceAll(/:\w+/g, 'unknown');
    byPath.set(path, [...(byPath.get(path) ?? []), method === '*' ? 'POST' : method]);
  }
  return [...byPath];
}
