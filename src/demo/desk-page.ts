/**
 * The page of the desk as data for its template: the customer who was asked for, their links and histories in words, whether the switch
 * would work now, and the policies with their kill switch.
 */
import { z } from 'zod';
import { actorWords, wordFor } from './desk-words.ts';
import type { Notice } from './pages.ts';
import { fill, inTheSame, type PerLanguage, type Speech, said } from './words.ts';

export interface DeskSpace {
  readonly id: string;
  readonly name: PerLanguage;
}

/** What was asked for in the form. */
export interface Wanted {
  readonly space: string;
  readonly identifier: string;
}

export interface DeskContents {
  readonly speech: Speech;
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

export function deskView({ speech, spaces, wanted, notice, policies, records }: DeskContents) {
  const { desk } = speech.words;
  const named = spaces.map(({ id, name }) => ({ id, name: said(name, speech) }));
  const nameOf = (id: string) => named.find((space) => space.id === id)?.name ?? id;
  return {
    language: speech.language,
    w: desk,
    asked: speech.asked,
    actionAt: (action: string) => inTheSame(speech, `/actions/${action}`),
    spaces: named.map(({ id, name }) => ({ id, name, chosen: id === wanted?.space })),
    wanted,
    notice,
    policies: policyList
      .parse(policies ?? { policies: [] })
      .policies.map(({ id, status }) => ({ id, status: wordFor(desk.policies, status), suspended: status === 'suspended' })),
    customer: records && {
      ...accountView(speech, records.account),
      links: histories.parse(records.history).account_links.map((each) => linkView(speech, each, nameOf)),
      explanation: explanationView(speech, records.explanation),
    },
  };
}

function accountView({ words: { desk } }: Speech, body: unknown) {
  const { status, name, account_number: number } = accounts.parse(body);
  return {
    status: wordFor(desk.statuses, status),
    name: name ?? undefined,
    accountNumber: number ? fill(desk.accountNumber, { number }) : undefined,
  };
}

function linkView(
  speech: Speech,
  { state, activating, other, revocation_reason: reason, history, intact, uses }: z.output<typeof link>,
  nameOf: (space: string) => string,
) {
  const { desk } = speech.words;
  const [one, another] = [activating, other].map(({ space, account }) => `${nameOf(space)} ${account ?? desk.erased}`);
  return {
    title: fill(desk.and, { one: one ?? '', other: another ?? '' }),
    state: wordFor(desk.states, state),
    reason: reason ? wordFor(desk.reasons, reason) : undefined,
    intact,
    history: history
      .map(({ event, at, actor, reason: why }) => ({
        at: speech.time(at, 'medium'),
        event: wordFor(desk.events, event),
        actor: actorWords(speech.words, actor),
        reason: why ? wordFor(desk.reasons, why) : undefined,
      }))
      .reverse(),
    uses: uses.map(({ at, from, to, browser, via, end_reason: end }) => ({
      at: speech.time(at, 'medium'),
      way: fill(desk.way, { source: nameOf(from), target: nameOf(to) }),
      how: browser ?? wordFor(desk.via, via),
      end: end ? wordFor(desk.ends, end) : undefined,
    })),
  };
}

function explanationView(speech: Speech, body: unknown) {
  const { desk } = speech.words;
  const { allowed, code, checks, retry_at: retryAt } = explanations.parse(body);
  return {
    allowed: allowed ? desk.possible : desk.impossible,
    text: wordFor(desk.codes, code),
    retryAt: retryAt ? fill(desk.retryAt, { time: speech.time(retryAt, 'medium') }) : undefined,
    checks: checks.map(({ check, ok, code: why }) => ({
      text: wordFor(desk.checks, check),
      ok: ok ? desk.yes : desk.no,
      why: why ? wordFor(desk.codes, why) : undefined,
    })),
  };
}
