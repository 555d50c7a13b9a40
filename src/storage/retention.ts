/**
 * How long records of the customer's decisions, and of what others were told of them, are kept after they have ended. Retention
 * only: whether a link or a login still counts is decided by its own status and dates, never by its absence here.
 */
import type { AccountLink } from '../linking/account-link.ts';
import type { LinkedLogin } from '../linking/linked-login.ts';
import type { DeliveryStatus } from '../linking/outbox.ts';

const linkYears = 5;
const loginMonths = 13;
const grantMonths = 1;
const doneDays = 7;
const deadMonths = 13;

/** Undefined for an active link: it is kept for as long as it is active. */
export function linkKeptUntil(link: AccountLink): Date | undefined {
  if (link.status === 'active') return undefined;
  return addMonths(link.endedAt ?? link.activation.expiresAt, 12 * linkYears);
}

/** A server's use is no visit of the customer: it is kept for the operator, and there are many. */
export function loginKeptUntil(login: LinkedLogin): Date {
  return addMonths(login.createdAt, login.via === 'grant' ? grantMonths : loginMonths);
}

/** Undefined for a due one: it is tried until it is settled. One that was given up is kept for whoever looks for what was never told. */
export function deliveryKeptUntil(status: DeliveryStatus, settledAt: Date): Date | undefined {
  switch (status) {
    case 'due':
      return undefined;
    case 'done':
      return new Date(settledAt.getTime() + doneDays * 24 * 60 * 60 * 1000);
    case 'dead':
      return addMonths(settledAt, deadMonths);
  }
}

function addMonths(date: Date, months: number): Date {
  const result = new Date(date);
  result.setUTCMonth(result.getUTCMonth() + months);
  return result;
}
