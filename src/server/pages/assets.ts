/** The style sheet, the script and the icon of the pages, read once at start; spaces' colours come from the configuration. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'koa';
import type { PageSpace } from './deps.ts';
import type { PageParts } from './parts.ts';
import { viewsFolder } from './render.ts';

export function createAssets(parts: PageParts) {
  const assets = new Map([
    ['passerelle.css', { type: 'text/css', content: `${read('passerelle.css')}${coloursOf(parts.deps.spaces)}` }],
    ['passerelle.js', { type: 'text/javascript', content: read('passerelle.js') }],
    ['passerelle.svg', { type: 'image/svg+xml', content: read('passerelle.svg') }],
  ]);

  return {
    showAsset(ctx: Context): void {
      const asset = assets.get(String(ctx.params.file));
      if (asset) {
        ctx.type = asset.type;
        ctx.set('Cache-Control', 'public, max-age=300');
        ctx.body = asset.content;
      } else {
        parts.refuse(ctx, { status: 404, about: 'problem.notFound' });
      }
    },
  };
}

function read(file: string): string {
  return readFileSync(join(viewsFolder, 'assets', file), 'utf8');
}

function coloursOf(spaces: readonly PageSpace[]): string {
  return spaces
    .filter((space) => /^[a-z0-9-]+$/i.test(space.id) && /^#[0-9a-f]{6}$/i.test(space.colour ?? ''))
    .map((space) => `.space-${space.id} { --brand: ${space.colour}; }\n`)
    .join('');
}
