/**
 * The style sheet, the script, the icon and the spaces' logos, read once at start. A content hash in each name lets browsers keep them for
 * good; an older page's name, or that of a node with another release, is answered with what there is, and not kept.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'koa';
import type { PageSpace } from './deps.ts';
import { type PageAssets, viewsFolder } from './render.ts';
import { styleSheetOf } from './style-sheet.ts';

export interface Assets extends PageAssets {
  /** Whether there is such an asset; then it is the answer. */
  serve(ctx: Context, file: string): boolean;
}

interface Asset {
  readonly hash: string;
  readonly type: string;
  readonly content: string | Buffer;
}

/** Opened by itself an image is a document: of one it can neither run nor load anything, whatever it holds. */
const imagePolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";

export function createAssets(base: string, spaces: readonly PageSpace[]): Assets {
  const assets = new Map<string, Asset>();

  function add(name: string, type: string, content: string | Buffer): string {
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 12);
    assets.set(name, { hash, type, content });
    return `${base}/assets/${name.replace('.', `.${hash}.`)}`;
  }

  const logos = new Map(
    spaces.flatMap(({ id, look }) => {
      const extension = look.logo?.type === 'image/png' ? 'png' : 'svg';
      return look.logo ? [[id, add(`logo-${id}.${extension}`, look.logo.type, look.logo.content)] as const] : [];
    }),
  );
  const hrefs = {
    styles: add('passerelle.css', 'text/css', styleSheetOf(read('passerelle.css'), spaces, logos)),
    script: add('passerelle.js', 'text/javascript', read('passerelle.js')),
    icon: add('passerelle.svg', 'image/svg+xml', read('passerelle.svg')),
  };

  return {
    hrefs,
    logoOf: (spaceId) => logos.get(spaceId),
    serve(ctx, file) {
      const [, name = '', hash = '', extension = ''] = /^([\w-]+)(?:\.([\w-]{12}))?\.([a-z]+)$/.exec(file) ?? [];
      const asset = assets.get(`${name}.${extension}`);
      if (!asset) return false;
      ctx.type = asset.type;
      ctx.set('Cache-Control', hash === asset.hash ? 'public, max-age=31536000, immutable' : 'no-cache');
      ctx.set('Cross-Origin-Resource-Policy', 'same-origin');
      if (asset.type.startsWith('image/')) ctx.set('Content-Security-Policy', imagePolicy);
      ctx.body = asset.content;
      return true;
    },
  };
}

function read(file: string): string {
  return readFileSync(join(viewsFolder, 'assets', file), 'utf8');
}
