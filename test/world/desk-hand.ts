/** The hands at the adviser's desk, over its own wire, as a tester's program uses it. */
import type { SpaceName } from './people.ts';

export interface DeskAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface DeskHand {
  act(action: string, fields: Readonly<Record<string, string>>): Promise<DeskAnswer>;
  read(record: 'links' | 'explain' | 'history', space: SpaceName, identifier: string): Promise<DeskAnswer>;
}

export function createDeskHand(desk: string): DeskHand {
  async function answerOf(response: Response): Promise<DeskAnswer> {
    const body: unknown = await response.json();
    return { status: response.status, type: response.headers.get('content-type') ?? '', body: Object(body) };
  }

  return {
    act: async (action, fields) =>
      answerOf(await fetch(`${desk}/actions/${action}`, { method: 'POST', body: new URLSearchParams(fields) })),
    read: async (record, space, identifier) => answerOf(await fetch(`${desk}/${record}?${new URLSearchParams({ space, identifier })}`)),
  };
}
