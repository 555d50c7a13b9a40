/** What is known of the state: after two steps at once several may be true, and later answers tell which. */
import type { State } from '../model/state.ts';
import type { Step } from '../steps/step.ts';

export class Deviation extends Error {}

export class Knowledge {
  state: State;
  /** What may be true as well. */
  rivals: State[] = [];
  /** The first state was not the true one. */
  onOther: () => void = () => {};

  constructor(state: State) {
    this.state = state;
  }

  all(): [State, ...State[]] {
    return [this.state, ...this.rivals];
  }

  /** Drops what cannot be true; where that is the first, it is open again which login a token of the meantime hangs on. */
  keepThose(possible: readonly boolean[]): void {
    const [first, ...rest] = this.all().filter((_, index) => possible[index]);
    if (!first) return;
    if (first !== this.state) this.onOther();
    this.state = first;
    this.rivals = rest;
  }
}

/** A rival may lack the very page. */
export function expectedBy(rival: State, step: Step): string | undefined {
  try {
    return step.expect(rival);
  } catch {
    return undefined;
  }
}
