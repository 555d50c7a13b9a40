/**
 * The operations of a space: what may be asked, what an ID token must say for it to be executed, and what was executed.
 * An operation is executed by the fresh and strong approval of the very account that asked for it, and by nothing else.
 */
import { nanoid } from 'nanoid';
import type { IDToken } from 'openid-client';
import type { Form } from './form.ts';

/** Clocks of space and provider may differ by this much. */
const SKEW_S = 5;
const KEPT = 100;
const PAYEE = /^(?!.*\p{Default_Ignorable_Code_Point})(?=.{1,70}$)[\p{L}\p{M}\p{N}\p{P}\p{S}]+(?: [\p{L}\p{M}\p{N}\p{P}\p{S}]+)*$/u;
/** A decimal number, as it goes over the wire. */
export const AMOUNT = /^\d{1,9}(\.\d{1,2})?$/;

export interface Transfer {
  readonly payee: string;
  readonly amount: string;
}

export interface PendingOperation extends Transfer {
  /** The account that asked for it. */
  readonly sub: string;
  /** Seconds, as `auth_time`. */
  readonly startedAt: number;
}

export interface ExecutedOperation extends Transfer {
  readonly id: string;
  readonly executed_at: string;
}

export type OperationRefusal = 'operation_other_account' | 'operation_not_strong' | 'operation_not_fresh' | 'operation_not_approved';

export type Ledger = ReturnType<typeof createLedger>;

export function readTransfer(form: Form | undefined): Transfer | undefined {
  const payee =
    form
      ?.get('payee')
      ?.trim()
      .replaceAll(/\p{Zs}+/gu, ' ')
      .normalize('NFC') ?? '';
  const amount = form?.get('amount')?.trim().replace(',', '.') ?? '';
  return PAYEE.test(payee) && AMOUNT.test(amount) && Number(amount) > 0 ? { payee, amount } : undefined;
}

/** As RFC 9396 `authorization_details`: what the customer is shown and approves. */
export function detailsOf({ payee, amount }: Transfer): string {
  return JSON.stringify([{ type: 'operation', payee, amount }]);
}

/** `claims` are of a validated ID token, `approved` came with it; `current` is the account signed in when the answer arrives. */
export interface Approved {
  readonly claims: IDToken;
  /** Of the token response. */
  readonly authorizationDetails?: unknown;
}

export function checkApproval(
  operation: PendingOperation,
  { claims, authorizationDetails }: Approved,
  current: string | undefined,
  strongAcr: string,
): OperationRefusal | undefined {
  if (claims.sub !== operation.sub || current !== operation.sub) return 'operation_other_account';
  if (claims.acr !== strongAcr) return 'operation_not_strong';
  if (claims.auth_time === undefined || claims.auth_time < operation.startedAt - SKEW_S) return 'operation_not_fresh';
  // Another payee or amount is another operation (T29).
  if (JSON.stringify(authorizationDetails) !== detailsOf(operation)) return 'operation_not_approved';
  return undefined;
}

export function createLedger({ now }: { now: () => number }) {
  const executed = new Map<string, ExecutedOperation[]>();

  function execute({ sub, payee, amount }: PendingOperation): void {
    const operation = { id: nanoid(), payee, amount, executed_at: new Date(now()).toISOString() };
    executed.set(sub, [...list(sub), operation].slice(-KEPT));
  }

  function list(sub: string): readonly ExecutedOperation[] {
    return executed.get(sub) ?? [];
  }

  return { execute, list };
}
