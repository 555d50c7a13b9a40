/** The one table from refusals of the core to OAuth errors. The description is for the integrator and tells nothing of any person. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { StaticRefusal } from '../linking/situation.ts';

const staticErrors: Readonly<Record<StaticRefusal, () => errors.OIDCProviderError>> = {
  space_unknown: () => new errors.InvalidRequest('linked_from does not name a space'),
  own_space: () => new errors.InvalidRequest("linked_from must not name the client's own space"),
  sent_twice: () => new errors.InvalidRequest('linked_from must be a single value'),
  native_client: () => new errors.AccessDenied('native clients may not use linked_from'),
  client_not_named: () => new errors.AccessDenied('the client may not use linked_from with this space'),
};

export function staticError(refusal: StaticRefusal): errors.OIDCProviderError {
  return staticErrors[refusal]();
}

export function parRequired(): errors.OIDCProviderError {
  return new errors.InvalidRequest('linked_from must be sent by a pushed authorization request');
}

/** T63: whether the request would end in a JWT access token, which no fence reaches. */
export function wantsJwt({ oidc }: KoaContextWithOIDC): boolean {
  return Object.values(oidc.resourceServers ?? {}).some(({ accessTokenFormat }) => accessTokenFormat === 'jwt');
}

export function opaqueOnly(): errors.OIDCProviderError {
  return new errors.InvalidTarget('a linked login gets opaque access tokens only; this resource server wants JWT');
}
