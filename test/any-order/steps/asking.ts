/** A relying party asks. */

import { authorize } from '../model/looking.ts';
import { other } from '../model/state.ts';
import type { Asked } from '../model/table.ts';
import { clientOf, type Desk, type Screens, type Step } from './step.ts';

export function createAsking({ browser }: Desk, { shown }: Screens) {
  return function asking(tab: number, asked: Asked, keep = false): Step {
    const parameters = {
      ...(asked.from && { linked_from: other(asked.space) }),
      ...(asked.prompt && { prompt: asked.prompt }),
      ...(asked.acr && { acr_values: `urn:passerelle:acr:${asked.acr}` }),
      ...(asked.maxAge && { max_age: '86400' }),
    };
    return {
      is: 'ask',
      name: `ask ${JSON.stringify(asked)} in tab ${tab}`,
      tab,
      space: asked.space,
      keep,
      expect: (state) => authorize(state, tab, asked),
      play: async () => shown(tab, await browser.authorize(clientOf(asked.space), parameters)),
    };
  };
}
