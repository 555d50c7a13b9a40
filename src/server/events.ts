/** What the provider, the extension and the pages tell, as log lines: who (space, client), what, and how it ended. It decides nothing. */
import type { EventEmitter } from 'node:events';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { PasserelleEvent } from '../oidc/passerelle-types.ts';
import type { Log } from './log.ts';

const refused: ReadonlySet<string> = new Set([
  'switch.refused',
  'fence.refused',
  'single_use.replayed',
  'activation.refused',
  'activation.approval_invalid',
  // Tried again, until it is dead.
  'delivery.failed',
] satisfies PasserelleEvent['event'][]);

type SpaceOf = (clientId: string) => string | undefined;
type Told = PasserelleEvent | { readonly event: string; readonly [detail: string]: unknown };

/** For `createPasserelle({ onEvent })` and the pages. */
export function logEvent(log: Log, spaceOf: SpaceOf = () => undefined): (event: Told) => void {
  return function logPasserelleEvent({ event, ...details }) {
    const space = typeof details.client === 'string' ? spaceOf(details.client) : undefined;
    const fields = { ...(space !== undefined && { space }), ...details };
    if (event === 'fault' || event === 'delivery.dead') log.error(event, { ...fields, outcome: 'fault' });
    else if (refused.has(event) || event.endsWith('.refused')) log.warn(event, { ...fields, outcome: 'refused' });
    else log.info(event, { ...fields, outcome: 'done' });
  };
}

const errorEvents = [
  'authorization.error',
  'backchannel.error',
  'end_session.error',
  'end_session_confirm.error',
  'end_session_success.error',
  'grant.error',
  'introspection.error',
  'pushed_authorization_request.error',
  'revocation.error',
  'userinfo.error',
] as const;

export function logProviderEvents(provider: Provider, log: Log, spaceOf: SpaceOf): void {
  const from = (ctx: KoaContextWithOIDC | undefined) => {
    const client = ctx?.oidc?.client?.clientId;
    return { client, space: client === undefined ? undefined : spaceOf(client) };
  };
  // The declared overloads take one name each.
  const emitter: EventEmitter = provider;
  for (const event of errorEvents) {
    emitter.on(event, (ctx: KoaContextWithOIDC | undefined, error: Error) => {
      const known = error instanceof errors.OIDCProviderError && error.status < 500;
      const fields = {
        ...from(ctx),
        outcome: 'refused',
        reason: known ? `${error.error}: ${error.error_detail ?? error.error_description ?? ''}` : undefined,
      };
      if (known) log.warn(event, fields);
      else log.error(event, { ...fields, outcome: 'fault', error });
    });
  }
  provider.on('server_error', (ctx, error) => log.error('server_error', { ...from(ctx), outcome: 'fault', error }));
  provider.on('authorization.success', (ctx) => log.info('authorization.success', { ...from(ctx), outcome: 'done' }));
  provider.on('end_session.success', (ctx) => log.info('end_session.success', { ...from(ctx), outcome: 'done' }));
  provider.on('grant.success', (ctx) =>
    log.info('grant.success', { ...from(ctx), grant_type: ctx.oidc.params?.grant_type, outcome: 'done' }),
  );
  provider.on('backchannel.success', (ctx, client) =>
    log.info('backchannel.success', { ...from(ctx), client: client.clientId, space: spaceOf(client.clientId), outcome: 'done' }),
  );
}
