/**
 * The last gate for what goes into a key or a filter (T45): only a non-empty string passes. An operator object, an array
 * (which would become its first member inside a template) or nothing at all is a fault of the caller, not a "not found".
 */
export function requireText<Text extends string>(value: Text, name: string): Text {
  if (typeof value !== 'string' || value === '') throw new TypeError(`${name} must be a non-empty string`);
  return value;
}
