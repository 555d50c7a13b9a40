/**
 * Operations that a customer approved (RFC 9396 `authorization_details` of the type `operation`; the "dynamic linking" of PSD2): another
 * amount, payee or account is another operation.
 */
import type { IntrospectionResponse } from 'openid-client';

/** Its fields as text, without `type`. */
export type Operation = Readonly<Record<string, string>>;

export function operationsOf({ authorization_details: details }: IntrospectionResponse): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(details) ? details.filter((detail) => detail.type === 'operation') : [];
}

/** Every field of the one is in the other, with the same value. */
export function sameOperation(approved: Readonly<Record<string, unknown>> | undefined, asked: Operation): boolean {
  if (!approved) return false;
  const { type: _type, ...fields } = approved;
  const names = Object.keys(fields);
  return names.length === Object.keys(asked).length && names.every((name) => Object.hasOwn(asked, name) && fields[name] === asked[name]);
}
