/**
 * Every closed code that can end in front of a customer has words of its own, in every language. The lists are checked by the compiler: a
 * code that is added to a union and not here does not compile, and one that is here has its words or fails.
 */
import { describe, expect, test } from '@jest/globals';
import type { Ineligibility } from '../../src/linking/eligibility.ts';
import type { HistoryEvent } from '../../src/linking/history.ts';
import type { LinkedLoginEnd } from '../../src/linking/linked-login.ts';
import { revocationReasons } from '../../src/linking/reasons.ts';
import type { FailedPage, MoveRefusal } from '../../src/oidc/pages.ts';
import { languageFile, languages } from '../../src/server/i18n/languages.ts';
import type { CodeChangeRefusal, FormRefusal, NewCodeRefusal, ProofRefusal, StrongLoginRefusal } from '../../src/server/pages/refusals.ts';
import { textsOf } from './catalogue.ts';

const ineligible = codes<Ineligibility>({
  source_blocked: 1,
  source_closed: 1,
  source_never_opened: 1,
  counterpart_unknown: 1,
  counterpart_blocked: 1,
  counterpart_closed: 1,
  counterpart_never_opened: 1,
  counterpart_linked_elsewhere: 1,
  policy_suspended: 1,
  events_silent: 1,
  reactivation_delay: 1,
  no_authenticator: 1,
  not_administrator: 1,
});
const failed = codes<FailedPage['reason']>({ denied: 1, expired: 1, interrupted: 1 });
const strong = codes<StrongLoginRefusal>({ no_authenticator: 1, approval_open: 1, too_many_approvals: 1 });
const form = codes<FormRefusal>({ foreign_origin: 1, bad_token: 1, too_large: 1, not_a_form: 1, malformed: 1 });
const move = codes<MoveRefusal>({
  changed: 1,
  wrong_account: 1,
  level_not_reached: 1,
  source_proof_required: 1,
  counterpart_proof_required: 1,
  counterpart_not_offered: 1,
  activation_under_way: 1,
  too_many_activations: 1,
});
const credential = codes<ProofRefusal>({ wrong_credentials: 1, slow_down: 1, change_required: 1 });
const codeChange = codes<CodeChangeRefusal | NewCodeRefusal>({
  wrong_credentials: 1,
  slow_down: 1,
  not_six_digits: 1,
  unchanged: 1,
  too_simple: 1,
  changed_meanwhile: 1,
  too_late: 1,
});
const history = codes<HistoryEvent>({
  consented: 1,
  approval_requested: 1,
  activated: 1,
  declined: 1,
  erased: 1,
  expired: 1,
  revoked: 1,
});
const loginEnd = codes<LinkedLoginEnd>({
  stepped_up: 1,
  account_unusable: 1,
  policy_suspended: 1,
  signed_out: 1,
  session_revoked: 1,
  revoked: 1,
});

describe.each(languages)('in %s', (language) => {
  const texts = textsOf(languageFile(language).texts);

  test.each([
    ['ineligible', ineligible],
    ['failed', failed],
    ['strong', strong],
    ['form', form],
  ])('%s: what happened, what it means, what to do next', (group, all) => {
    for (const code of all) {
      const told = ['what', 'means', 'next'].map((part) => texts.get(`${group}.${code}.${part}`) ?? '');
      expect({ code, sentences: told.filter((text) => /^\p{Lu}.*\.$/u.test(text)).length }).toEqual({ code, sentences: 3 });
      expect(new Set(told).size).toBe(3);
    }
    expect(differentIn(all.map((code) => texts.get(`${group}.${code}.what`)))).toBe(all.length);
  });

  test('a gateway that ended: why, what it means, what to do', () => {
    for (const reason of revocationReasons)
      for (const group of ['revoked', 'revokedMeans', 'revokedNext']) expect(texts.get(`${group}.${reason}`)).toMatch(/\.$/);
    expect(differentIn(revocationReasons.map((reason) => texts.get(`revoked.${reason}`)))).toBe(revocationReasons.length);
  });

  test.each([
    ['move', move],
    ['credential', credential],
    ['codeChange', codeChange],
    ['history', history],
    ['loginEnd', loginEnd],
  ])('%s: a sentence for each code, and no two alike', (group, all) => {
    expect(differentIn(all.map((code) => texts.get(`${group}.${code}`)))).toBe(all.length);
  });

  test('no code and no word of the protocol is a message', () => {
    const told = [...texts.values()].map((text) => text.replace(/\{\{.*?\}\}/g, '')).join('\n');
    const all = [...ineligible, ...strong, ...form, ...move, ...credential, ...codeChange, ...loginEnd, ...revocationReasons];
    expect(all.filter((code) => code.includes('_') && told.includes(code))).toEqual([]);
    expect(told).not.toMatch(/\b(grant|client_id|token|OAuth|OpenID|cookie|redirect|null|undefined)\b/i);
  });
});

function codes<C extends string>(all: Readonly<Record<C, 1>>): readonly C[] {
  return Object.keys(all) as C[]; // the parameter's type has just said so
}

function differentIn(texts: readonly (string | undefined)[]): number {
  return new Set(texts.filter(Boolean)).size;
}
