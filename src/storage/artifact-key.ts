/**
 * The key of an artifact: its model and its id, so that the id of one model means nothing to another (T49).
 * A model's name has no colon, so that two pairs never make one key.
 */
import { requireText } from './require-text.ts';

export function artifactKey(model: string, id: string): string {
  return `${requireText(model, 'model')}:${requireText(id, 'id')}`;
}

export function requireModel(model: string): string {
  if (!/^\w+$/.test(requireText(model, 'model'))) throw new TypeError('a model is named by letters, digits and underscores');
  return model;
}

/** The members of a payload by which oidc-provider asks for it again. */
export const lookupNames = ['uid', 'grantId', 'userCode'] as const;
export type Lookups = { readonly [name in (typeof lookupNames)[number]]?: string };

export function lookupsOf({ uid, grantId, userCode }: Readonly<Record<string, unknown>>): Lookups {
  return {
    ...(typeof uid === 'string' && { uid }),
    ...(typeof grantId === 'string' && { grantId }),
    ...(typeof userCode === 'string' && { userCode }),
  };
}
