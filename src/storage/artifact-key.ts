/**
 * The key of an artifact: its model and its id, so that the id of one model means nothing to another (T49).
 * A model's name has no colon, so that two pairs never make one key.
 */
import { requireText } from './require-text.ts';

/** The one model whose artifacts are found by their account. */
const accountModel = 'Session';

export function artifactKey(model: string, id: string): string {
  return `${requireText(model, 'model')}:${requireText(id, 'id')}`;
}

export function requireModel(model: string): string {
  if (!/^\w+$/.test(requireText(model, 'model'))) throw new TypeError('a model is named by letters, digits and underscores');
  return model;
}

/** The members of a payload by which it is asked for again. An account's are asked for among sessions only: tokens are written too often for one more index. */
export const lookupNames = ['uid', 'grantId', 'userCode', 'accountId'] as const;
export type Lookups = { readonly [name in (typeof lookupNames)[number]]?: string };

export function lookupsOf(model: string, { uid, grantId, userCode, accountId }: Readonly<Record<string, unknown>>): Lookups {
  return {
    ...(typeof uid === 'string' && { uid }),
    ...(typeof grantId === 'string' && { grantId }),
    ...(typeof userCode === 'string' && { userCode }),
    ...(typeof accountId === 'string' && model === accountModel && { accountId }),
  };
}

/** To answer "none" for another model would be untrue. */
export function requireAccountModel(model: string): string {
  if (model !== accountModel) throw new TypeError(`artifacts of an account are found for ${accountModel} only`);
  return model;
}
