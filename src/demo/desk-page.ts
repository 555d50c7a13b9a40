/**
 * The page of the desk as data for its template: the customer who was asked for, their links and histories in words, whether the switch
 * would work now, and the policies with their kill switch.
 */
import { z } from 'zod';
import {
  actorWords,
  checkWords,
  codeWords,
  endWords,
  eventWords,
  policyWords,
  reasonWords,
  stateWords,
  statusWords,
  viaWords,
} from './desk-words.ts';
import type { Notice } from './pages.ts';

export interface DeskSpace {
  readonly id: string;
  readonly name: string;
}

/** What was asked for in the form. */
export interface Wanted {
  readonly space: string;
  readonly identifier: string;
}

export interface DeskContents {
  readonly spaces: readonly DeskSpace[];
  readonly wanted: Wanted | undefined;
  readonly notice: Notice | undefined;
  /** Undefined where they could not be read. */
  readonly policies: unknown;
  /** Of the account that was found. */
  readonly records: { readonly account: unknown; readonly history: unknown; readonly explanation: unknown } | undefined;
}

const side = z.object({ space: z.string(), account: z.string().nullish() });
const entry = z.object({ event: z.string(), at: z.string(), actor: z.string(), reason: z.string().nullish() });
const use = z.object({
  at: z.string(),
  from: z.string(),
  to: z.string(),
  browser: z.string().nullish(),
  via: z.string(),
  ended_at: z.string().nullish(),
  end_reason: z.string().nullish(),
});
const link = z.object({
  id: z.string(),
  state: z.string(),
  activating: side,
  other: side,
  revocation_reason: z.string().nullish(),
  history: z.array(entry),
  intact: z.boolean(),
  uses: z.array(use),
});
const histories = z.object({ account_links: z.array(link) });
const explanations = z.object({
  allowed: z.boolean(),
  code: z.string(),
  checks: z.array(z.object({ check: z.string(), ok: z.boolean(), code: z.string().nullish() })),
  retry_at: z.string().nullish(),
});
const accounts = z.object({ status: z.string(), name: z.string().nullish(), account_number: z.string().nullish() });
const policyList = z.object({ policies: z.array(z.object({ id: z.string(), status: z.string() })) });

export function deskView({ spaces, wanted, notice, policies, records }: DeskContents) {
  const nameOf = (id: string) => spaces.find((space) => space.id === id)?.name ?? id;
  return {
    spaces: spaces.map(({ id, name }) => ({ id, name, chosen: id === wanted?.space })),
    wanted,
    notice,
    policies: policyList
      .parse(policies ?? { policies: [] })
      .policies.map(({ id, status }) => ({ id, status: policyWords(status), suspended: status === 'suspended' })),
    customer: records && {
      ...accountView(records.account),
      links: histories.parse(records.history).account_links.map((each) => linkView(each, nameOf)),
      explanation: explanationView(records.explanation),
    },
  };
}

function accountView(body: unknown) {
  const { status, name, account_number: accountNumber } = accounts.parse(body);
  return { status: statusWords(status), name: name ?? undefined, accountNumber: accountNumber ?? undefined };
}

function linkView(
  { state, activating, other, revocation_reason: reason, history, intact, uses }: z.output<typeof link>,
  nameOf: (space: string) => string,
) {
  return {
    title: [activating, other].map(({ space, account }) => `${nameOf(space)} ${account ?? '(compte effacé)'}`).join(' et '),
    state: stateWords(state),
    reason: reason ? reasonWords(reason) : undefined,
    intact,
    history: history
      .map(({ event, at, actor, reason: why }) => ({
        at: frenchTime(at),
        event: eventWords(event),
        actor: actorWords(actor),
        reason: why ? reasonWords(why) : undefined,
      }))
      .reverse(),
    uses: uses.map(({ at, from, to, browser, via, end_reason: end }) => ({
      at: frenchTime(at),
      way: `${nameOf(from)} vers ${nameOf(to)}`,
      how: browser ?? viaWords(via),
      end: end ? endWords(end) : undefined,
    })),
  };
}

function explanationView(body: unknown) {
  const { allowed, code, checks, retry_at: retryAt } = explanations.parse(body);
  return {
    allowed,
    text: codeWords(code),
    retryAt: retryAt ? frenchTime(retryAt) : undefined,
    checks: checks.map(({ check, ok, code: why }) => ({ text: checkWords(check), ok, why: why ? codeWords(why) : undefined })),
  };
}

function frenchTime(iso: string): string {
  return new Date(iso).toLocaleString('fr-FR', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Europe/Paris' });
}
