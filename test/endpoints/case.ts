/** What a row of the table says of an endpoint: one right request, and what each way to get it wrong is answered. */

import type { Browser } from '../world/browser.ts';
import type { Form } from '../world/forms.ts';
import type { Ground, Opened } from './ground.ts';
import type { Pairs, Sent } from './sending.ts';

export interface Case {
  /** Sent after all the wrong ones: what they left must not stand in its way. */
  readonly request: Sent;
  readonly status: number;
  /** For every parameter of the request: the status without it, or with an empty one. */
  readonly without?: Readonly<Record<string, number | 'optional'>>;
  /** The status for a parameter that comes twice where it is not 400: the relying party is told, or there is no such page. */
  readonly twice?: number;
  /** The request can be made once. */
  readonly once?: true;
  /** What is written whatever the request says: the library saves a session as it read it, a page that waits notes that it has asked. */
  readonly alsoWrites?: readonly string[];
  /** The status without cookies and tokens, where they matter. */
  readonly anonymous?: number;
  /** Another browser, at the same point of a journey of its own, and what it gets for this browser's address. */
  readonly stranger?: { readonly browser: Browser; readonly status: number };
  /** The last part of the path, or a field of the form, names something: what is somebody else's, and what is told of it and of nonsense. */
  readonly id?: { readonly field?: string; readonly others?: string; readonly status: number };
}

export type Row = (ground: Ground) => Promise<Case>;

/** The page's form as it was given out, with what the customer adds. */
export function filled(
  { page, browser }: Opened,
  added: Readonly<Record<string, string>>,
  which: (form: Form) => boolean = ({ method }) => method === 'POST',
): Sent {
  const form = page.forms.find(which);
  if (!form) throw new Error(`no form on ${page.url.href}: ${page.text.slice(0, 300)}`);
  return { method: 'POST', path: new URL(form.action).pathname, form: pairs({ ...form.hidden, ...added }), browser };
}

export function pairs(fields: Readonly<Record<string, string>>): Pairs {
  return Object.entries(fields);
}

export function looked({ page, browser }: Opened): Sent {
  return { method: 'GET', path: page.url.pathname, browser };
}

export function bearer(token: string | undefined): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}`, accept: 'application/json' };
}
