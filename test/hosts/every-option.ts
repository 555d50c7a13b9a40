/** A host that has set every option which the extension composes, and some that it leaves alone; and where two configurations differ. */
import { type Configuration, interactionPolicy } from 'oidc-provider';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import { ownConfiguration } from './bank.ts';

export async function everyOption(): Promise<Configuration> {
  const own = await ownConfiguration();
  const store = createMemoryStore({ clock: () => new Date() });
  return {
    ...own,
    // A store's documents are what the library put into them.
    adapter: ((model: string) => store.artifacts(model)) as unknown as NonNullable<Configuration['adapter']>,
    claims: { ...own.claims, openid: ['sub', 'account_number'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['a key of the tests, and of nobody else'], long: { signed: true }, short: { signed: true } },
    expiresWithSession: async () => false,
    extraParams: ['audience'],
    extraTokenClaims: async () => ({ branch: '17' }),
    interactions: { policy: interactionPolicy.base(), url: (_ctx, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: async () => false,
    loadExistingGrant: async () => undefined,
    pkce: { required: () => true },
    renderError: (ctx) => {
      ctx.body = 'error';
    },
    rotateRefreshToken: false,
    ttl: { ...own.ttl, RefreshToken: 3600, PushedAuthorizationRequest: 60 },
  };
}

/** The paths at which the values are not the same ones. */
export function differences(one: unknown, other: unknown, path = ''): readonly string[] {
  if (one === other) return [];
  if (!isPlain(one) || !isPlain(other)) return [path];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].flatMap((name) =>
    differences(Reflect.get(one, name), Reflect.get(other, name), path === '' ? name : `${path}.${name}`),
  );
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
