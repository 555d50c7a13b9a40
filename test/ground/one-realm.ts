/**
 * Jest runs a test file in a realm of its own while `structuredClone` belongs to Node's, and oidc-provider takes its
 * answers for no plain objects (`a.constructor === Object`): a client with `jwks` is then "invalid". Brings clones home.
 */
const native = globalThis.structuredClone;

globalThis.structuredClone = (value, options) => bringHome(native(value, options));

function bringHome<T>(value: T): T;
function bringHome(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, (member: unknown) => bringHome(member));
  if (typeof value !== 'object' || value === null || value.constructor?.name !== 'Object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, bringHome(member)]));
}
