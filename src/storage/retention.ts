/**
 * How long records of the customer's decisions are kept after they have ended. Retention only: whether a link or a login
 * still counts is decided by its own status and dates, never by its absence here.
 */
import type { AccountLink } from '../linking/account-link.ts';
import type { LinkedLogin } from '../linking/linked-login.ts';

const linkYears = 5;
const loginMonths = 13;
const grantMonths = 1;

/** Undefined for an active link: it is kept for as long as it is active. */
export function linkKeptUntil(link: AccountLink): Date | undefined {
  if (link.status === 'active') return undefined;
  return addMonths(link.endedAt ?? link.activation.expiresAt, 12 * linkYears);
}

/** A server's use is no visit of the customer: it is kept for the operator, and there are many. */
export function loginKeptUntil(login: LinkedLogin): Date {
  return addMonths(login.createdAt, login.via === 'grant' ? grantMonths : loginMonths);
}

function addMonths(date: Date, months: number): Date {
  const result = new Date(date);
  result.setUTCMonth(result.getUTCMonth() + months);
  return result;
}
