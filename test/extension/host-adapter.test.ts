import { describe, expect, it } from '@jest/globals';
import type { Adapter } from 'oidc-provider';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { loginOf, openPerson, outcomeOf } from './bare-flows.ts';
import { startBareHost } from './bare-host.ts';

/** Our own store as a host's adapter, but for one method that answers nothing, as the library's own adapters do. */
function adapterWithout(silent: 'consume' | 'upsert' | undefined) {
  const store = createMemoryStore({ clock: () => new Date() });
  return (model: string): Adapter => {
    const artifacts = store.artifacts(model);
    const own = {
      ...artifacts,
      ...(silent && { [silent]: async (...parameters: never[]) => void (await Reflect.apply(artifacts[silent], artifacts, parameters)) }),
    };
    // Payloads are the library's own; a store does not look into them.
    return own as unknown as Adapter;
  };
}

describe("a host's own adapter", () => {
  it.each([
    ['that answers as it must', undefined, 'code'],
    ['whose consume answers nothing is found out at the first resume', 'consume', '500'],
    ['whose upsert answers nothing is found out at the first page', 'upsert', '500'],
  ] as const)('%s', async (_title, silent, expected) => {
    const host = await startBareHost(createMemoryStore({ clock: () => new Date() }), {
      configuration: { adapter: adapterWithout(silent) },
    });
    const person = openPerson(host);
    const page = await person.authorize('rp-pro');
    const answer = page.status === 200 ? await person.move(page, 'finish', loginOf('pro-camille')) : page;
    expect(outcomeOf(answer)).toMatch(silent ? new RegExp(`^${expected}|server_error`) : new RegExp(`^${expected}$`));
    await host.close();
  });
});
