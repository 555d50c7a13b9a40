/** Everything that derives from a link, and whether it may still be used: each use is tried once, over the wire. */
import type { Browser } from '../world/browser.ts';
import type { Tokens } from '../world/outside.ts';
import { clientOf, login, otherSpace, type SpaceName } from '../world/people.ts';
import type { World } from '../world/world.ts';

export const uses = ['silent switch', 'linked session', 'code', 'refresh token', 'userinfo', 'introspection'] as const;
export type Use = (typeof uses)[number];

export interface Derived {
  readonly source: SpaceName;
  readonly target: SpaceName;
  /** Holds a direct session of the source and a linked one of the target. */
  readonly browser: Browser;
  /** Holds a direct session of the source only; where a silent switch is wanted. */
  readonly sourceOnly: Browser;
  readonly code: Awaited<ReturnType<World['authorize']>>;
  readonly tokens: Tokens;
}

export async function deriveFrom(world: World, source: SpaceName, identifier: string, wanted: readonly Use[] = uses): Promise<Derived> {
  const target = otherSpace(source);
  const [browser, sourceOnly] = [world.openBrowser(), world.openBrowser()];
  await login(world, browser, source, identifier);
  if (wanted.includes('silent switch')) await login(world, sourceOnly, source, identifier);
  const opened = await world.authorize(browser, clientOf[target], { linked_from: source });
  const { tokens } = await world.exchange(clientOf[target], opened);
  const code = await world.authorize(browser, clientOf[target], { prompt: 'none' });
  if (!code.left?.searchParams.get('code')) throw new Error('the linked session gave no code');
  return { source, target, browser, sourceOnly, code, tokens };
}

/** Whether the use was granted. A refusal is one in OAuth's own words, or this throws. */
export async function tryUse(world: World, { source, target, browser, sourceOnly, code, tokens }: Derived, use: Use): Promise<boolean> {
  const client = clientOf[target];
  switch (use) {
    case 'silent switch':
      return grants(await world.authorize(sourceOnly, client, { linked_from: source, prompt: 'none' }));
    case 'linked session':
      return grants(await world.authorize(browser, client, { prompt: 'none' }));
    case 'code':
      return granted(await world.exchange(client, code));
    case 'refresh token':
      return granted(await world.refresh(client, tokens));
    case 'userinfo': {
      const { status } = await world.userinfo(tokens);
      if (status !== 200 && status !== 401) throw new Error(`userinfo answered ${status}`);
      return status === 200;
    }
    case 'introspection':
      return (await world.introspect(tokens)).active === true;
  }
}

const refusals: ReadonlySet<string> = new Set(['login_required', 'interaction_required', 'access_denied']);

function grants({ left, status, url }: Derived['code']): boolean {
  const error = left?.searchParams.get('error');
  if (left?.searchParams.get('code')) return true;
  if (error && refusals.has(error)) return false;
  throw new Error(`neither code nor refusal: ${status} ${left?.search ?? url.pathname}`);
}

function granted({ status, tokens }: Awaited<ReturnType<World['exchange']>>): boolean {
  if (status === 200) return true;
  if (status === 400 && tokens.error === 'invalid_grant') return false;
  throw new Error(`neither tokens nor invalid_grant: ${status} ${tokens.error}`);
}
