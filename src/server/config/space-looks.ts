/**
 * What makes a space look like itself: colours for both themes, a pattern and a logo. Colours that cannot be read are refused with
 * their ratio (WCAG 2.2, 1.4.3); two spaces that would look the same are refused too, since colour alone must not tell them apart (1.4.1).
 */
import { type Colour, contrastOf, lightenedUntil } from './contrast.ts';
import { type Logo, readLogo } from './logo-file.ts';
import { type Pattern, patterns } from './patterns.ts';
import type { Problem } from './problems.ts';
import type { ConfigurationDocument } from './schema.ts';

export interface SpaceLook {
  /** Behind white text in both themes; of text and borders in the light one. */
  readonly colour: Colour;
  /** Of text and borders in the dark theme; behind dark text. */
  readonly darkColour: Colour;
  readonly pattern: Pattern;
  readonly logo: Logo | undefined;
}

/** Of the pages, between which a space's colour must be read: the least favourable of each theme. `views/assets/passerelle.css` has them. */
export const surfaces = { white: '#ffffff', light: '#eef2f7', dark: '#222b38', darkText: '#10161f' } as const;

/** Of a page that belongs to no space, and of a space that names no colour. */
export const ownColour = '#1d3a5f';

/** Text of any size. */
const needed = 4.5;
const comfortable = 6;

type Space = ConfigurationDocument['spaces'][number];

export function readSpaceLooks(
  { spaces }: ConfigurationDocument,
  logoFolder: string,
): { looks: ReadonlyMap<string, SpaceLook>; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const looks = new Map(
    spaces.map((space, index) => {
      const report = (key: string, faults: readonly string[]) =>
        problems.push(...faults.map((message) => ({ path: ['spaces', index, key], message })));
      const colour = asColour(space.colour) ?? ownColour;
      const darkColour = asColour(space.dark_colour) ?? lightenedUntil(colour, surfaces.dark, comfortable);
      report('colour', lightFaults(colour));
      report('dark_colour', darkFaults(darkColour));
      const logo = space.logo === undefined ? undefined : readLogo(logoFolder, space.logo);
      if (logo && 'faults' in logo) report('logo', logo.faults);
      const look: SpaceLook = {
        colour,
        darkColour,
        pattern: space.pattern ?? freePattern(spaces, index),
        logo: logo && 'content' in logo ? logo : undefined,
      };
      return [space.id, look];
    }),
  );
  return { looks, problems: [...problems, ...twins(spaces, looks)] };
}

function lightFaults(colour: Colour): readonly string[] {
  return [...tooFaint('white', surfaces.white, colour, colour), ...tooFaint(colour, colour, surfaces.light, 'the page')];
}

function darkFaults(colour: Colour): readonly string[] {
  return [...tooFaint('dark', surfaces.darkText, colour, colour), ...tooFaint(colour, colour, surfaces.dark, 'the dark page')];
}

function tooFaint(textName: string, text: Colour, background: Colour, backgroundName: string): readonly string[] {
  const ratio = contrastOf(text, background);
  // Cut and not rounded: 4.499 is not 4.5.
  const shown = Math.floor(ratio * 100) / 100;
  return ratio >= needed
    ? []
    : [`${textName} text on ${backgroundName} has a contrast of ${shown} to 1; at least ${needed} is needed (WCAG 1.4.3)`];
}

/** Those that name none take, in their order, what is left; after four spaces they begin anew. */
function freePattern(spaces: readonly Space[], index: number): Pattern {
  const named = spaces.map(({ pattern }) => pattern);
  const left = patterns.filter((pattern) => !named.includes(pattern));
  const offered = left.length > 0 ? left : patterns;
  const turn = spaces.slice(0, index).filter(({ pattern }) => pattern === undefined).length;
  return offered[turn % offered.length] ?? 'arches';
}

function twins(spaces: readonly Space[], looks: ReadonlyMap<string, SpaceLook>): readonly Problem[] {
  const sameLook = (one: Space, other: Space) => {
    const [a, b] = [looks.get(one.id), looks.get(other.id)];
    return a?.pattern === b?.pattern && a?.colour === b?.colour;
  };
  return spaces.flatMap((space, index) => {
    const twin = spaces.slice(0, index).find((earlier) => sameLook(earlier, space));
    return twin && twin.id !== space.id
      ? [{ path: ['spaces', index], message: `looks like space '${twin.id}': another colour or pattern is needed` }]
      : [];
  });
}

function asColour(text: string | undefined): Colour | undefined {
  return text === undefined ? undefined : `#${text.slice(1).toLowerCase()}`;
}
