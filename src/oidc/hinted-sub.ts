/**
 * Whom the `id_token_hint` of an open interaction names. The library looks at a hint at the authorization endpoint only; a page, and its
 * resume, decide again by the same request (row 3 of docs/linked-from.md).
 */
import type Provider from 'oidc-provider';
import type { Client } from 'oidc-provider';
import type { ProviderInteraction } from './interaction-results.ts';

export async function hintedSubOf(provider: Provider, { params }: ProviderInteraction, client: Client): Promise<string | undefined> {
  if (typeof params.id_token_hint !== 'string') return undefined;
  const { payload } = await provider.IdToken.validate(params.id_token_hint, client);
  return typeof payload.sub === 'string' ? payload.sub : undefined;
}
