/**
 * Where a customer is written to: a port of its own, since nothing else in the server has any business with an address. Asked when a
 * notice is sent, and kept nowhere.
 */
export interface Contact {
  readonly email: string;
  /** The customer's own; undefined when the bank does not know it. */
  readonly language?: string;
}

/** MUST throw when it cannot answer: undefined means that there is no address, and nobody asks again. */
export interface AccountContacts {
  contactOf(accountId: string): Promise<Contact | undefined>;
}
