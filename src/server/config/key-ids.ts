/** Which key is meant is said by its `kid` (RFC 7517 section 4.5): where two have the same, a signature verifies or not by their order. */
export interface RepeatedKeyId {
  readonly kid: string;
  readonly index: number;
}

/** The first key whose `kid` an earlier one has. */
export function repeatedKeyId(keys: readonly object[]): RepeatedKeyId | undefined {
  const ids = keys.map((key): unknown => Reflect.get(Object(key), 'kid'));
  const index = ids.findIndex((kid, position) => typeof kid === 'string' && ids.indexOf(kid) < position);
  return index < 0 ? undefined : { kid: String(ids[index]), index };
}
