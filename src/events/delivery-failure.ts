/** Why a delivery did not succeed, in words that may be kept and shown: a status or a code, never what the other side wrote. */
export class DeliveryFailure extends Error {
  override name = 'DeliveryFailure';
}

/** Trying again would change nothing. */
export class RefusedForGood extends DeliveryFailure {
  override name = 'RefusedForGood';
}

/** Of any error, by what it is called: its message is kept only where we wrote it ourselves. */
export function failureOf(error: unknown): string {
  if (error instanceof DeliveryFailure) return error.message;
  const status = memberOf(memberOf(error, 'response'), 'status');
  if (typeof status === 'number') return `status ${status}`;
  const names = [memberOf(error, 'name'), memberOf(memberOf(error, 'cause'), 'code')];
  return names.filter((name) => typeof name === 'string').join(' ') || 'Error';
}

function memberOf(value: unknown, member: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, member) : undefined;
}
