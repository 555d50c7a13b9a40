/** How spaces look, from the configuration: what cannot be read, cannot be told apart or could do more than be seen is refused. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { contrastOf } from '../../src/server/config/contrast.ts';
import { loadConfiguration } from '../../src/server/config/load.ts';
import { ConfigurationError } from '../../src/server/config/problems.ts';
import { ownColour, surfaces } from '../../src/server/config/space-looks.ts';
import { viewsFolder } from '../../src/server/pages/render.ts';
import { demoFile, demoVariables, folderOf } from './demo-variables.ts';

const needed = 'at least 4.5 is needed (WCAG 1.4.3)';

describe('colours', () => {
  it('contrast is that of WCAG 2.2: black on white, and the two greys around 4.5', () => {
    expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrastOf('#ffffff', '#ffffff')).toBe(1);
    expect(contrastOf('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(contrastOf('#ffffff', '#777777')).toBeCloseTo(4.48, 2);
    expect(contrastOf('#ff0000', '#ffffff')).toBeCloseTo(4.0, 2);
  });

  it.each([
    [
      'a colour too light for white text, and on the page',
      { colour: '#7fc1b8' },
      [
        `spaces[0].colour: white text on #7fc1b8 has a contrast of 2.05 to 1; ${needed}`,
        `spaces[0].colour: #7fc1b8 text on the page has a contrast of 1.82 to 1; ${needed}`,
      ],
    ],
    [
      'a colour that is readable on white and not on the tint of a note',
      { colour: '#767676' },
      [`spaces[0].colour: #767676 text on the page has a contrast of 4.04 to 1; ${needed}`],
    ],
    [
      'a dark theme with the colour of the light one',
      { dark_colour: '#00594f' },
      [
        `spaces[0].dark_colour: dark text on #00594f has a contrast of 2.19 to 1; ${needed}`,
        `spaces[0].dark_colour: #00594f text on the dark page has a contrast of 1.72 to 1; ${needed}`,
      ],
    ],
    ['no colour at all', { colour: 'green' }, ['spaces[0].colour: must be a colour such as #00594f']],
    ['a pattern that nobody draws', { pattern: 'plaid' }, [expect.stringContaining('spaces[0].pattern: ')]],
    [
      'a telephone that cannot be called from abroad',
      { phone: '01 99 00 00 01' },
      ['spaces[0].phone: must be an international number such as +33 1 99 00 00 01'],
    ],
  ])('%s is refused', (_mistake, change, problems) => {
    expect(problemsOf(change)).toEqual(problems);
  });

  it('a welcome that lacks a language is refused', () => {
    const file = readFileSync(demoFile, 'utf8').replace(/welcome: \{ (fr: .*?), en: .*\}/, 'welcome: { $1 }');
    expect(problemsOf({}, join(demoFile, '../logos'), file)).toEqual(["spaces[0].texts.welcome: no text in language 'en'"]);
  });

  it('two spaces that look the same are refused, since a colour alone would not help either', () => {
    expect(problemsOf({ colour: '#1b4f9c', pattern: 'arches' })).toEqual([
      "spaces[1]: looks like space 'pro': another colour or pattern is needed",
    ]);
  });

  it('the dark theme takes a tone of the colour that can be read, whatever the colour; a given one wins', () => {
    for (const colour of ['#000000', '#00594f', '#1b4f9c', '#7a0019', '#5b2a86'] as const) {
      const [look] = looksWith({ colour });
      expect(contrastOf(look?.darkColour ?? '#000000', surfaces.dark)).toBeGreaterThanOrEqual(6);
    }
    expect(looksWith({ dark_colour: '#9FE0D4' })[0]?.darkColour).toBe('#9fe0d4');
  });

  it('spaces that name no pattern get one each', () => {
    const [first, second] = looksWith({});
    expect([first?.pattern, second?.pattern]).toEqual(['stripes', 'arches']);
    const file = readFileSync(demoFile, 'utf8').replace(/^ +pattern:.*\n/gm, '');
    expect(looksWith({}, join(demoFile, '../logos'), file).map(({ pattern }) => pattern)).toEqual(['arches', 'stripes']);
  });

  it('the surfaces that colours are checked against are those of the style sheet', () => {
    const sheet = readFileSync(join(viewsFolder, 'assets/passerelle.css'), 'utf8');
    const [light = '', dark = ''] = sheet.split('prefers-color-scheme: dark');
    const least = (text: string, names: readonly string[], pick: (...values: number[]) => number) => {
      const values = names.map((name) => new RegExp(`--${name}: (#[0-9a-f]{3,6})`).exec(text)?.[1] ?? '').map(sixDigits);
      return values.find((value) => contrastOf(value, '#000000') === pick(...values.map((other) => contrastOf(other, '#000000'))));
    };
    // Those that a link or a button may lie on.
    const names = ['paper', 'sheet', 'note-tint'];
    expect(least(light, names, Math.min)).toBe(surfaces.light);
    expect(least(dark, names, Math.max)).toBe(surfaces.dark);
    expect(dark).toContain(`--on-brand: ${surfaces.darkText}`);
    expect(light).toContain(`--colour: ${ownColour}`);
    const [derived] = looksWith({ colour: ownColour });
    expect(light).toContain(`--colour-dark: ${derived?.darkColour}`);
  });
});

describe('logos', () => {
  const svg = (content: string, attributes = '') =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"${attributes}>${content}</svg>`;

  it.each([
    ['script', svg('<script>alert(1)</script>'), ['has <script>, which is not a shape']],
    ['a handler', svg('<path d="M0 0"/>', ' onload="alert(1)"'), ['has the attribute onload']],
    ['a handler behind a closing bracket', svg('', ' class=">" onload="alert(1)"'), ['has the attribute onload']],
    ['a foreign document', svg('<foreignObject><iframe/></foreignObject>'), ['has <foreignObject>, which', 'has <iframe>, which']],
    ['another image', svg('<image href="https://evil.example/x.png"/>'), ['has <image>, which', 'has the attribute href']],
    ['a use of another file', svg('<use xlink:href="https://evil.example/x.svg#a"/>'), ['has <use>, which', 'the attribute xlink:href']],
    ['a style', svg('<path style="fill:url(https://evil.example)"/>'), ['has the attribute style', 'refers to something outside']],
    ['an animation of a link', svg('<animate attributeName="href" values="javascript:alert(1)"/>'), ['has <animate>, which']],
    ['a paint from elsewhere', svg('<path fill="url(//evil.example/#a)"/>'), ['refers to something outside']],
    [
      'a paint from elsewhere, spelt as only CSS reads it',
      svg('<path fill="\\75rl(//evil.example/#a)"/>'),
      ['refers to something outside'],
    ],
    [
      'an entity',
      `<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>${svg('<title>&a;</title>')}`,
      ['is not an SVG', 'has an entity'],
    ],
    ['a style sheet', `<?xml-stylesheet href="https://evil.example/x.css"?>${svg('')}`, ['is not an SVG', 'has the attribute href']],
    ['no drawing', 'hello', ['is not an SVG']],
    ['too much', svg(`<path d="${'M0 0'.repeat(3000)}"/>`), ['bytes; at most 10000']],
  ])('%s is refused', (_what, content, faults) => {
    const problems = problemsOf({ logo: 'mine.svg' }, folderOf({ 'mine.svg': content, 'particuliers.svg': svg('') }));
    expect(problems.every((problem) => problem.startsWith("spaces[0].logo: 'mine.svg' "))).toBe(true);
    for (const fault of faults) expect(problems.join('\n')).toContain(fault);
  });

  it('a file that is not there, one that is no PNG, and a path out of the folder are refused', () => {
    const folder = folderOf({ 'mine.png': 'GIF89a', 'particuliers.svg': svg('') });
    expect(problemsOf({ logo: 'none.svg' }, folder)).toEqual(["spaces[0].logo: no file 'none.svg' among the logos"]);
    expect(problemsOf({ logo: 'mine.png' }, folder)).toEqual(["spaces[0].logo: 'mine.png' is not a PNG"]);
    expect(problemsOf({ logo: '../demo.svg' }, folder)).toEqual(['spaces[0].logo: must be the name of an SVG or PNG file']);
  });

  it('shapes with their colours, comments, a gradient of its own and an XML declaration are let in', () => {
    const content = `<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->${svg(
      '<title>Bank &amp; Co</title><defs><linearGradient id="a"><stop offset="0" stop-color="#123456"/></linearGradient></defs><path d="M0 0h8v8z" fill="url(#a)"/>',
    )}`;
    expect(problemsOf({ logo: 'mine.svg' }, folderOf({ 'mine.svg': content, 'particuliers.svg': svg('') }))).toEqual([]);
  });
});

/** The demo's configuration, or a file in its place, with a change to its first space. */
function looksWith(change: object, logos = join(demoFile, '../logos'), file?: string) {
  const { spaces } = loadConfiguration({
    files: [file === undefined ? demoFile : join(folderOf({ 'demo.yaml': file }), 'demo.yaml')],
    variables: demoVariables,
    overlay: { spaces: [{ id: 'pro', ...change }] },
    consentTexts: join(demoFile, '../consent'),
    logos,
  });
  return spaces.map(({ look }) => look);
}

function problemsOf(change: object, logos?: string, file?: string): readonly string[] {
  try {
    looksWith(change, logos, file);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

function sixDigits(colour: string): `#${string}` {
  return colour.length === 4 ? `#${[...colour.slice(1)].map((digit) => digit + digit).join('')}` : `#${colour.slice(1)}`;
}
