/**
 * The last gate for a question that ends many logins at once (T45): it says one of the four things that it can say. One that said
 * nothing would select every login there is.
 */
import type { LoginSelector } from '../linking/linked-login.ts';
import { requireText } from './require-text.ts';

export function requireSelector(which: LoginSelector): LoginSelector {
  if ('linkId' in which) return { linkId: requireText(which.linkId, 'linkId') };
  if ('sourceUid' in which) return { sourceUid: requireText(which.sourceUid, 'sourceUid') };
  if ('accountId' in which) return { accountId: requireText(which.accountId, 'accountId') };
  if (!Number.isInteger(which.beforeEpoch)) throw new TypeError('an epoch is a whole number');
  return { policyId: requireText(which.policyId, 'policyId'), beforeEpoch: which.beforeEpoch };
}
