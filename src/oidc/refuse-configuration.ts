/**
 * Refuses, at start and with the reason, a host's configuration that would open a hole. Everything that is wrong is said at once.
 */
import type { ClientMetadata, Configuration } from 'oidc-provider';
import type { PasserelleOptions } from './passerelle-types.ts';

type Problem = (configuration: Configuration, options: PasserelleOptions) => string | undefined;

export function refuseDangerousConfiguration(configuration: Configuration, options: PasserelleOptions): void {
  const problems = rules.map((rule) => rule(configuration, options)).filter((problem) => problem !== undefined);
  if (problems.length > 0)
    throw new TypeError(`this configuration cannot be used with Passerelle:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
}

/** One row each in docs/integrating.md. */
export const rules: readonly Problem[] = [
  ({ cookies }) => {
    const keys = cookies?.keys;
    return keys === undefined || (Array.isArray(keys) && (keys.length === 0 || keys.includes('')))
      ? "cookies.keys: required; unsigned, one space's session cookie could be copied into the other's"
      : undefined;
  },
  ({ cookies }) =>
    cookies?.long?.signed === false || cookies?.short?.signed === false
      ? 'cookies.long.signed and cookies.short.signed: must not be false, for the same reason'
      : undefined,
  ({ cookies }) =>
    cookies?.short?.path !== undefined
      ? 'cookies.short.path: must not be set; with one path for all, login pages open in two tabs replace each other'
      : undefined,
  ({ features }) =>
    features?.deviceFlow?.enabled ? 'features.deviceFlow: must be off; its resume would bypass the choice of the space' : undefined,
  ({ enableHttpPostMethods }, { postMethods }) =>
    enableHttpPostMethods && postMethods !== 'body-only'
      ? "enableHttpPostMethods: only with createPasserelle({ postMethods: 'body-only' }); otherwise a client_id in the query and another in the body would mix two spaces"
      : undefined,
  ({ findAccount }) => (findAccount ? undefined : 'findAccount: required'),
  ({ clientDefaults }) =>
    clientDefaults?.default_max_age !== undefined
      ? 'clientDefaults.default_max_age: must not be set; every linked login would ask for credentials'
      : undefined,
  ({ cookies }, { spaces }) => {
    const names = ['session', 'interaction', 'resume'].map((type) => Reflect.get(cookies?.names ?? {}, type) ?? `_${type}`);
    const taken = spaces.map(({ id, cookieName = `_session.${id}` }) => cookieName).filter((name) => names.includes(name));
    return taken.length > 0
      ? `cookies.names: ${taken.map((name) => `'${name}'`).join(', ')} is the cookie of a space; the two would overwrite each other`
      : undefined;
  },
  ({ clients }, { spaces }) => {
    const ofSpaces = new Set(spaces.flatMap((space) => space.clients));
    const offenders = (clients ?? []).filter(
      (client: ClientMetadata) => ofSpaces.has(client.client_id) && client.default_max_age !== undefined,
    );
    return offenders.length > 0
      ? `clients ${offenders.map((client) => `'${client.client_id}'`).join(', ')}: must have no default_max_age; every linked login would ask for credentials`
      : undefined;
  },
];
