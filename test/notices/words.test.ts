/** What customers are written, in each language: what happened, what it means, what to do; and what is never in it. */
import { describe, expect, it } from '@jest/globals';
import { revocationReasons } from '../../src/linking/reasons.ts';
import type { Notice } from '../../src/oidc/passerelle.ts';
import { createNoticeText } from '../../src/server/notices/notice-text.ts';

const spaces = [
  { id: 'pro', name: { fr: 'Espace Professionnel', en: 'Business space' } },
  { id: 'particuliers', name: { fr: 'Espace Particuliers', en: 'Personal space' } },
];
const told = {
  id: 'notice:lnk_V1StGXR8:3:activating',
  accountId: 'acc_pro_VerySecretId',
  space: 'pro',
  activatingSpace: 'pro',
  otherSpace: 'particuliers',
  at: new Date('2026-03-29T00:30:00Z'),
  consentLanguage: 'fr',
};
const opened = { source: 'particuliers', target: 'pro' };
const notices: readonly Notice[] = [
  { ...told, occasion: 'activated' },
  { ...told, occasion: 'new_browser', ...opened },
  { ...told, occasion: 'new_browser', ...opened, browser: 'Firefox' },
  { ...told, occasion: 'new_browser', ...opened, last: true },
  ...revocationReasons.map((reason) => ({ ...told, occasion: 'revoked' as const, reason })),
];
const cases = notices.flatMap((notice) =>
  (['fr', 'en'] as const).map((language) => ({
    what: [
      notice.occasion,
      'reason' in notice ? notice.reason : 'browser' in notice ? notice.browser : '',
      'last' in notice ? 'last' : '',
    ].join(' '),
    language,
    notice,
  })),
);
const textOf = createNoticeText({ spaces, languages: ['fr', 'en'], timeZone: 'Europe/Paris' });

describe.each(cases)('$what in $language', ({ notice, language }) => {
  const { subject, text, language: written } = textOf(notice, language);

  it('says when, in the time of the bank, between which spaces, and to whom it is written', () => {
    expect(written).toBe(language);
    expect(text).toContain(language === 'fr' ? '29\u00a0mars\u00a02026 à 01:30' : '29\u00a0March\u00a02026 at 01:30');
    for (const { id, name } of spaces) if (notice.occasion !== 'new_browser' || id) expect(text).toContain(name[language]);
    expect(text.trimEnd().split('\n\n').at(-1)).toContain(spaces[0]?.name[language]);
  });

  it('says what to do if it was not the customer: call, on a number that they know; where there is something to close, close it themselves', () => {
    expect(text).toContain(language === 'fr' ? 'appelez votre banque sans attendre' : 'call your bank at once');
    const way = language === 'fr' ? 'Profil, Vos préférences' : 'Profile, Your preferences';
    expect(text.includes(way)).toBe(notice.occasion !== 'revoked');
  });

  it('says that it is the last one of the day where it is, and where the others can be read', () => {
    const said = language === 'fr' ? /ne vous écrirons plus .+ préférences/ : /will not write to you .+ preferences/;
    expect(said.test(text)).toBe('last' in notice);
  });

  it('holds no link, no address, no number, no account, no id, no value that was forgotten', () => {
    const all = `${subject}\n${text}`;
    expect(all).not.toMatch(/https?:|www\.|:\/\/|@|<|>|\w\.\w|\{\{|\}\}|undefined|null/i);
    expect(all.replace(/29\s(mars|March)\s2026 (à|at) 01:30/g, '')).not.toMatch(/\d|•/);
    for (const secret of ['acc_', 'lnk_', 'notice:', notice.occasion === 'revoked' ? notice.reason : 'new_browser'])
      if (secret.includes('_') || secret.includes(':')) expect(all).not.toContain(secret);
    expect(subject).toMatch(/^[^\p{Cc}]{10,78}$/u);
  });
});

it('every reason has words of its own', () => {
  for (const language of ['fr', 'en'])
    expect(new Set(notices.map((notice) => textOf(notice, language).text)).size).toBe(revocationReasons.length + 4);
});

it.each([
  { customers: 'en-GB', consented: 'fr', offered: ['fr', 'en'], language: 'en' },
  { customers: undefined, consented: 'en', offered: ['fr', 'en'], language: 'en' },
  { customers: 'de', consented: 'nl', offered: ['en', 'fr'], language: 'en' },
  { customers: 'en', consented: 'en', offered: ['fr'], language: 'fr' },
])(
  'a customer of $customers who consented in $consented is written in $language of $offered',
  ({ customers, consented, offered, language }) => {
    const [notice] = notices;
    if (!notice) throw new Error('a notice');
    expect(
      createNoticeText({ spaces, languages: offered, timeZone: 'Europe/Paris' })({ ...notice, consentLanguage: consented }, customers)
        .language,
    ).toBe(language);
  },
);
