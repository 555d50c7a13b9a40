/**
 * The pages as they were served, by name and language, collected over the wire on the journeys that lead to them. A page that was collected
 * can be looked at as often as wanted, in any window, without walking there again.
 */
import type { Answer } from '../world/browser.ts';
import { openTraveller, type Traveller } from '../world/traveller.ts';
import type { World } from '../world/world.ts';

export interface CollectedPage {
  readonly name: string;
  readonly language: string;
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly html: string;
}

/** Who walks the journeys, in one language. */
export interface Collector {
  readonly world: World;
  readonly language: string;
  openTraveller(): Traveller;
  /** Keeps the page that was answered. A second page under one name is a mistake of the walk. */
  keep(name: string, answer: Answer): Answer;
}

/** Other people's worlds may add to the same pages: another configuration, the same language. */
export function createCollector(world: World, language: string, pages: CollectedPage[]): Collector {
  return {
    world,
    language,
    openTraveller: () => openTraveller(world.demo.urls, language),
    keep(name, answer) {
      const { status, headers, url, text, left } = answer;
      if (left || !headers['content-type']?.startsWith('text/html')) throw new Error(`${name}: no page, but ${status} ${left ?? url}`);
      if (pages.some((page) => page.name === name && page.language === language)) throw new Error(`${name} is collected already`);
      pages.push({ name, language, url: url.href, status, headers, html: text });
      return answer;
    },
  };
}
