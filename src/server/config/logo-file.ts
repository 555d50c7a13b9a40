/**
 * A space's logo, from the folder `logos` beside the configuration. An SVG is a document that could run script and load things:
 * only shapes, and their colours as attributes, are let in; whatever is not known to be harmless is refused.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Logo {
  readonly type: 'image/svg+xml' | 'image/png';
  readonly content: Buffer;
}

/** Two of them go with a consent page that weighs less than 50 kB. */
const largest = 10_000;

const shapes: ReadonlySet<string> = new Set([
  'svg',
  'g',
  'defs',
  'title',
  'desc',
  'path',
  'rect',
  'circle',
  'ellipse',
  'line',
  'polyline',
  'polygon',
  'clipPath',
  'mask',
  'linearGradient',
  'radialGradient',
  'stop',
]);

/** `name` is known to be a plain file name. */
export function readLogo(folder: string, name: string): Logo | { readonly faults: readonly string[] } {
  const file = join(folder, name);
  if (!existsSync(file)) return { faults: [`no file '${name}' among the logos`] };
  const content = readFileSync(file);
  const type = name.endsWith('.svg') ? 'image/svg+xml' : 'image/png';
  const faults = [
    ...(content.length > largest ? [`'${name}' has ${content.length} bytes; at most ${largest}`] : []),
    ...(type === 'image/svg+xml' ? svgFaults(content.toString('utf8')) : pngFaults(content)).map((fault) => `'${name}' ${fault}`),
  ];
  return faults.length > 0 ? { faults } : { type, content };
}

function pngFaults(content: Buffer): readonly string[] {
  return content.subarray(0, 8).toString('hex') === '89504e470d0a1a0a' ? [] : ['is not a PNG'];
}

function svgFaults(text: string): readonly string[] {
  const markup = text.replace(/^\uFEFF?\s*<\?xml\s[^<>]*\?>/, '').replace(/<!--[\s\S]*?-->/g, '');
  const tags = [...markup.matchAll(/<((?:[^<>"']|"[^"]*"|'[^']*')*)>?/g)].map(([, tag = '']) => tag.replace(/^\//, ''));
  const names = tags.map((tag) => /^[^\s/]*/.exec(tag)?.[0] ?? '');
  const attributes = [...new Set(tags.flatMap((tag) => [...tag.matchAll(/([^\s"'=/]+)\s*=/g)].map(([, name = '']) => name)))];
  return [
    ...(names[0] === 'svg' ? [] : ['is not an SVG']),
    ...[...new Set(names)].filter((name) => !shapes.has(name)).map((name) => `has <${name}>, which is not a shape`),
    ...attributes.filter((name) => /^on|href$|^style$|^xml:base$/i.test(name)).map((name) => `has the attribute ${name}`),
    // References within the drawing alone, and none that is spelt otherwise (CSS takes `\75rl(` for `url(`).
    ...(/url\((?!\s*['"]?#)|\\/i.test(markup) ? ['refers to something outside'] : []),
    ...(/&(?!(?:amp|lt|gt|quot|apos);)/.test(markup) ? ['has an entity'] : []),
  ];
}
