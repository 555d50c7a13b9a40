/** What a person reads on a page of ours: its texts as they are seen, and its lists. */

export function seen(html: string): string {
  return plain(html.slice(html.indexOf('<main')));
}

/** The items of the lists of a class, in the order of the page. */
export function items(html: string, list: 'uses' | 'history'): string[] {
  const lists = [...html.matchAll(new RegExp(`<[uo]l class="${list}">([\\s\\S]*?)</[uo]l>`, 'g'))].map(([, content = '']) => content);
  return lists.flatMap((content) => [...content.matchAll(/<li>([\s\S]*?)<\/li>/g)].map(([, item = '']) => plain(item)));
}

/** Scripts and handlers inside of the page, which its policy would refuse. */
export function inlineScripts(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+\s*=|javascript:/gi)].map(([found]) => found);
}

function plain(html: string): string {
  const entities: Readonly<Record<string, string>> = { '&#39;': "'", '&quot;': '"', '&lt;': '<', '&gt;': '>', '&amp;': '&' };
  return html
    .replace(/<[^>]+>/g, ' ')
    .replace(/&(#39|quot|lt|gt|amp);/g, (entity) => entities[entity] ?? entity)
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim();
}
