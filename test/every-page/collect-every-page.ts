/** Walks to every page once for each language, in worlds of their own: the demo's, one whose policy asks for more, one whose bank is silent. */
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { openWorld, type World } from '../world/world.ts';
import { collectAccountPages } from './account-pages.ts';
import { type CollectedPage, createCollector } from './collection.ts';
import { collectDemoPages } from './demo-pages.ts';
import { collectGatewayPages, collectProvenConsents, collectSilent } from './gateway-pages.ts';
import { collectLoginPages } from './login-pages.ts';
import { collectProblemPages, type Fail } from './problem-pages.ts';

/** As configurations name it: a value of the demo's. */
const deskIssuer = '$' + '{DESK_URL}';
const login_limits = { failures_per_address_and_minute: 10_000, unconfirmed_approvals_per_account_and_hour: 3 };

export interface EveryPage {
  readonly pages: readonly CollectedPage[];
  /** The pages' style sheets and logos are served until then. */
  close(): Promise<void>;
}

export async function collectEveryPage(languages: readonly string[]): Promise<EveryPage> {
  const pages: CollectedPage[] = [];
  const { world, fail } = await openFailingWorld();
  const proving = await openWithPolicy({ counterpart_proof: 'target_login' });
  const silent = await openWithPolicy({ event_feed: { issuers: [deskIssuer], max_silence: '1m' } });
  for (const language of languages) {
    const collector = createCollector(world, language, pages);
    await collectLoginPages(collector);
    await collectGatewayPages(collector);
    await collectProvenConsents(createCollector(proving, language, pages));
    await collectSilent(createCollector(silent, language, pages));
    await collectAccountPages(collector);
    await collectProblemPages(collector, fail);
    await collectDemoPages(collector);
  }
  return {
    pages,
    async close() {
      for (const one of [world, proving, silent]) await one.close();
    },
  };
}

async function openFailingWorld(): Promise<{ world: World; fail: Fail }> {
  let down = false;
  const latency = async () => {
    if (down) throw new Error('no answer');
  };
  // With two return addresses there is none that goes without saying.
  const clients = [{ client_id: 'outside-native', redirect_uris: ['http://localhost:1/callback', 'http://localhost:2/callback'] }];
  const store = createMemoryStore({ clock: () => new Date(), latency });
  const world = await openWorld('memory', { overlay: { login_limits, clients }, store });
  const { credentials } = world.demo.server;
  const { verify } = credentials;
  return {
    world,
    async fail(what, work) {
      if (what === 'store') down = true;
      // Whatever is behind a port and fails is an outage; a fault is in code of ours.
      else Object.assign(credentials, { verify: () => Promise.reject(new TypeError('a fault')) });
      return work().finally(() => {
        down = false;
        Object.assign(credentials, { verify });
      });
    },
  };
}

function openWithPolicy(policy: object): Promise<World> {
  return openWorld('memory', { overlay: { login_limits, policies: [{ id: 'pro-particuliers', ...policy }] } });
}
