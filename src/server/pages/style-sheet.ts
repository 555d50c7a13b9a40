/** The one style sheet: `views/assets/passerelle.css` without its comments, and each space's looks as `.space-<id>`, which the configuration has checked. */
import type { PageSpace } from './deps.ts';

export function styleSheetOf(sheet: string, spaces: readonly PageSpace[], logos: ReadonlyMap<string, string>): string {
  return [compact(sheet), ...spaces.map((space) => lookOf(space, logos.get(space.id)))].join('\n');
}

/** A space's name is that of its class; ids of the configuration are letters, digits and hyphens. */
function lookOf({ id, look }: PageSpace, logo: string | undefined): string {
  const logoParts = logo === undefined ? '--logo:none;--logo-box:0' : `--logo:url("${logo}");--logo-box:1`;
  return `.space-${id}{--colour:${look.colour};--colour-dark:${look.darkColour};--pattern:var(--${look.pattern});${logoParts}}`;
}

function compact(sheet: string): string {
  return sheet
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\n\s*/g, '\n')
    .replace(/\n+/g, '\n')
    .trim();
}
