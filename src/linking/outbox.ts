/**
 * The outbox: what is still to be told to others about a change that is already written. An announcement is born inside the changed
 * document, by the same write; a worker turns it into deliveries, one for each who is to be told, and those are retried until they
 * succeed or are given up. Nobody's correctness depends on a delivery: it is news, not the revocation itself.
 */
export interface Announcement {
  /** Link and revision: announcing twice is announcing once. */
  readonly id: string;
  readonly type: 'activated' | 'new_browser' | 'revoked';
  readonly at: Date;
  /** Of `new_browser`: the login that came from it. */
  readonly loginId?: string;
  /** Of `new_browser`: the ceiling is reached, others may not be told for a day. */
  readonly last?: true;
}

/** How a delivery is made: OpenID Connect Back-Channel Logout 1.0 to a client, a security event token (RFC 8417) to a receiver, a notice to a customer. */
export type DeliveryKind = 'backchannel_logout' | 'security_event' | 'notice';
export type DeliveryStatus = 'due' | 'done' | 'dead';

export interface NewDelivery {
  /** What is told, and to whom: putting it twice is putting it once. */
  readonly id: string;
  readonly kind: DeliveryKind;
  /** The client or receiver, or the customers of a space; one that is slow or down keeps nobody else waiting. */
  readonly destination: string;
  /** What to tell; the kind's own handler reads it. Account ids are in it, never a secret. */
  readonly payload: Readonly<Record<string, string>>;
  readonly createdAt: Date;
}

export interface Delivery extends NewDelivery {
  readonly status: DeliveryStatus;
  readonly attempts: number;
  /** When it is tried next; what it was settled at, once done or dead. */
  readonly dueAt: Date;
  /** Why the last attempt failed: a status or an error's name, never an answer's body. */
  readonly lastError?: string;
}

/** Held by one worker until it settles the delivery or the lease runs out. */
export interface LeasedDelivery extends Delivery {
  readonly lease: string;
}

export type Settlement =
  | { readonly status: 'done'; readonly at: Date }
  | { readonly status: 'due'; readonly at: Date; readonly error: string }
  | { readonly status: 'dead'; readonly at: Date; readonly error: string };

export interface DeliveryCounts {
  readonly due: number;
  readonly dead: number;
  /** When the delivery that has waited longest was put. */
  readonly oldest?: Date;
}

/** MUST throw when it cannot answer. Writes are acknowledged by a majority before they are reported done. */
export interface DeliveryStore {
  /**
   * Puts those whose id is new, due at once, and those that were settled before they were put now: what is told has happened again since. MUST
   * leave the others as they are.
   */
  put(deliveries: readonly NewDelivery[]): Promise<void>;
  /**
   * Leases up to `limit` deliveries that are due at `now` and held by nobody, the longest due first, none of them to a destination of `except`.
   * MUST give a delivery to exactly one of parallel callers until `until`. `attempts` counts this one.
   */
  lease(request: {
    readonly now: Date;
    readonly until: Date;
    readonly limit: number;
    readonly except: readonly string[];
  }): Promise<readonly LeasedDelivery[]>;
  /** Settles a delivery for whoever still holds its lease; MUST answer `false`, and write nothing, to anybody else. */
  settle(id: string, lease: string, settlement: Settlement): Promise<boolean>;
  find(id: string): Promise<Delivery | undefined>;
  /** Deliveries of a status, the newest first, from after the one named by `after` (an id that a page ended with). */
  list(page: { readonly status: DeliveryStatus; readonly after?: string; readonly limit: number }): Promise<readonly Delivery[]>;
  /** A dead delivery is due again, as if it were put at `at`; `false` when it is not dead. */
  retry(id: string, at: Date): Promise<boolean>;
  counts(): Promise<DeliveryCounts>;
}
