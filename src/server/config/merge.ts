/**
 * Several configuration files as one: later ones win. Mappings are merged key by key; lists of things with an identity
 * (`id`, `client_id`, a grant's `client` and `resource`, `resource`) are merged by it, so that a file may change one life of one policy;
 * other lists are replaced.
 */
const identities = [['id'], ['client_id'], ['client', 'resource'], ['resource']] as const;

export function mergeDocuments(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (isMapping(base) && isMapping(over)) return mergeMappings(base, over);
  if (Array.isArray(base) && Array.isArray(over)) return mergeLists(base, over);
  return over;
}

function mergeMappings(base: Mapping, over: Mapping): Mapping {
  // A Map keeps a key such as `__proto__` a key.
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) merged.set(key, mergeDocuments(merged.get(key), value));
  return Object.fromEntries(merged);
}

function mergeLists(base: readonly unknown[], over: readonly unknown[]): readonly unknown[] {
  const identity = identities.find((keys) =>
    [...base, ...over].every((item) => isMapping(item) && keys.every((key) => typeof item[key] === 'string')),
  );
  if (identity === undefined || base.length === 0) return over;
  const same = (a: unknown, b: unknown) => isMapping(a) && isMapping(b) && identity.every((key) => a[key] === b[key]);
  const added = over.filter((item) => !base.some((known) => same(known, item)));
  return [
    ...base.map((item) =>
      mergeDocuments(
        item,
        over.find((change) => same(item, change)),
      ),
    ),
    ...added,
  ];
}

type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
