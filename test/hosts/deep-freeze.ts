/** Freezes plain objects, lists and what hangs on them, and prompts of an interaction policy; not stores, whose maps are theirs to change. */
import { interactionPolicy } from 'oidc-provider';

export function deepFreeze<T>(value: T): T {
  if (!isData(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
  return value;
}

function isData(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype || value instanceof interactionPolicy.Prompt;
}
