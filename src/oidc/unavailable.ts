/**
 * An unknown is never a no: when a store or the directory does not answer, the request fails with 503 and writes nothing.
 * "Not found" instead would make the library overwrite sessions and clients drop their tokens: an outage would sign everybody out (T61).
 */
import { errors } from 'oidc-provider';

export const retryAfterSeconds = 5;

export class Unavailable extends errors.OIDCProviderError {
  override error_description = 'the service is temporarily unavailable, try again';

  constructor(cause: unknown) {
    super(503, 'temporarily_unavailable', { cause });
    // The library hides what is 5xx; this one is meant for the client, which may try again (RFC 6749 section 4.1.2.1).
    this.expose = true;
  }
}

/** Turns every error that is not an OAuth error into `Unavailable`. */
async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof errors.OIDCProviderError) throw error;
    throw new Unavailable(error);
  }
}

/** What is wrong with a port's answer, by method; undefined when nothing is. Names the fault and never the content (T54). */
export type AnswerChecks<T> = {
  readonly [M in keyof T]?: T[M] extends (...asked: infer Asked) => unknown
    ? (answer: unknown, ...asked: Asked) => string | undefined
    : never;
};

export interface PortGuard<T> {
  /** For the operator: which port it was. */
  readonly name: string;
  /** Milliseconds. */
  readonly answerWithin: number;
  readonly checks?: AnswerChecks<T>;
}

/** A port whose every method answers in time and as it promises, or fails with `Unavailable`. */
export function guarded<T extends object>(port: T, { name, answerWithin, checks = {} }: PortGuard<T>): T {
  // Not around the port itself: of a frozen one a proxy must answer the members as they are.
  const shadow: T = Object.create(port);
  return new Proxy(shadow, {
    get(_shadow, property) {
      const member: unknown = Reflect.get(port, property, port);
      if (typeof member !== 'function') return member;
      const call = `${name}.${String(property)}`;
      const check: unknown = Reflect.get(checks, property);
      async function ask(asked: readonly unknown[]): Promise<unknown> {
        const answer: unknown = await inTime(Reflect.apply(member as () => unknown, port, asked), answerWithin, call);
        const fault: unknown = typeof check === 'function' ? Reflect.apply(check, checks, [answer, ...asked]) : undefined;
        if (typeof fault === 'string') throw new TypeError(`${call} was answered against its contract: ${fault}`);
        return answer;
      }
      // A port's method may throw before it answers a promise; both are the same outage.
      return (...asked: unknown[]) => answered(ask(asked));
    },
  });
}

/** What never answers would hold the customer, the connection and the request's memory for ever. The work itself may still happen: nothing counts on it. */
async function inTime(work: unknown, answerWithin: number, call: string): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${call} was not answered within ${answerWithin} ms`)), answerWithin);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
