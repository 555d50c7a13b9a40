/** What an authorization request asks for, read from its parameters once they are the library's: levels, age, prompt, whom it means. */
import { errors } from 'oidc-provider';
import { type AcrRequest, acr, satisfies } from '../linking/assurance.ts';

export type Parameters = Readonly<Record<string, unknown>>;

/**
 * `acr_values` and a voluntary `acr` claim are wishes; an essential one (OpenID Connect Core 5.5.1.1) must hold by itself.
 * It is read from `claims` itself, for the library lets `acr_values` replace it.
 */
export function acrRequestOf(parameters: Parameters): AcrRequest {
  const claim = idTokenClaim(parameters, 'acr');
  const values = [claim?.values, claim?.value].flat().filter((value) => typeof value === 'string');
  const wished = typeof parameters.acr_values === 'string' ? parameters.acr_values.split(' ') : [];
  const demanded = claim?.essential === true && (claim.values !== undefined || claim.value !== undefined) ? values : undefined;
  // An operation is approved with the strong level, whatever else is asked (T29); what strong cannot meet stays unmet.
  if (operationOf(parameters))
    return { essential: demanded && !satisfies(acr.strong, demanded) ? demanded : [acr.strong], voluntary: wished };
  // Values of a wrong type cannot be met; read as no wish at all they would be a downgrade (T28).
  return demanded ? { essential: demanded, voluntary: wished } : { essential: undefined, voluntary: wished.length > 0 ? wished : values };
}

export function maxAgeOf(parameters: Parameters): number | undefined {
  return parameters.max_age === undefined ? undefined : Number(parameters.max_age);
}

export function asksFor(parameters: Parameters, prompt: string): boolean {
  return typeof parameters.prompt === 'string' && parameters.prompt.split(' ').includes(prompt);
}

/** The `sub` that the `claims` parameter asks for. */
export function requestedSub(parameters: Parameters): string | undefined {
  const value = idTokenClaim(parameters, 'sub')?.value;
  return typeof value === 'string' ? value : undefined;
}

/** What an operation asks the customer to approve, by its fields: never the same approval for another amount or payee (T29). */
export type Operation = Readonly<Record<string, string>>;

/**
 * The `authorization_details` (RFC 9396) of a request for an operation. What is not shown is not approved: an operation stands alone and its
 * fields are text, whatever the host's own check of the type lets pass.
 */
export function operationOf(parameters: Parameters): Operation | undefined {
  if (typeof parameters.authorization_details !== 'string') return undefined;
  const parsed: unknown = JSON.parse(parameters.authorization_details);
  const details = Array.isArray(parsed) ? parsed.map(asObject) : [];
  if (!details.some((detail) => detail?.type === 'operation')) return undefined;
  const [operation, ...others] = details;
  const fields = Object.entries(operation ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []));
  if (others.length > 0 || fields.length !== Object.keys(operation ?? {}).length) {
    throw new errors.InvalidAuthorizationDetails('an operation stands alone, and its fields are text');
  }
  return Object.fromEntries(fields.filter(([name]) => name !== 'type'));
}

export function uiLocalesOf(parameters: Parameters): readonly string[] {
  return typeof parameters.ui_locales === 'string' ? parameters.ui_locales.split(' ').filter(Boolean) : [];
}

function idTokenClaim(parameters: Parameters, name: string): Parameters | undefined {
  // On resume the stored parameter is the string that checkClaims has already parsed once.
  if (typeof parameters.claims !== 'string') return undefined;
  const claims = asObject(JSON.parse(parameters.claims));
  return asObject(asObject(claims?.id_token)?.[name]);
}

function asObject(value: unknown): Parameters | undefined {
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}
