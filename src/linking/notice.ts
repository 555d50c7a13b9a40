/**
 * Telling a customer what happened to a link of theirs, and the port that does it. What to say, in which language and to which address is
 * the port's affair: an address is asked for when it is needed, and never kept with the news.
 */
import type { RevocationReason } from './reasons.ts';

export type NoticeOccasion = Notice['occasion'];

interface Told {
  /** What is told, and to whom: the same at every try. */
  readonly id: string;
  /** Whom to tell. */
  readonly accountId: string;
  readonly space: string;
  readonly activatingSpace: string;
  readonly otherSpace: string;
  /** When it happened. */
  readonly at: Date;
  /** In which the customer consented to the link, for want of a better one. */
  readonly consentLanguage: string;
}

export type Notice = Told &
  (
    | { readonly occasion: 'activated' }
    /**
     * The first switch from a browser that the link was not used from before; `browser` is its family, if known. `last`: there were so many that
     * those of the next day may not be told; MUST be said.
     */
    | {
        readonly occasion: 'new_browser';
        readonly source: string;
        readonly target: string;
        readonly browser?: string;
        readonly last?: true;
      }
    | { readonly occasion: 'revoked'; readonly reason: RevocationReason }
  );

export type NoticeOutcome =
  | { readonly outcome: 'sent' }
  /** The customer has no address: there is nothing to try again. */
  | { readonly outcome: 'no_address' }
  /** Trying again would change nothing. `reason` is kept and shown to operators: a status or a code, never what the other side wrote. */
  | { readonly outcome: 'refused'; readonly reason: string }
  | { readonly outcome: 'try_again'; readonly reason: string };

export interface NoticeSender {
  /**
   * MUST answer `sent` only once the notice is in the hands of what keeps it (a mail server has accepted it), and MUST stop trying when
   * `signal` aborts. It is called again for what was not told to have been sent: the same `id` MUST reach the customer as the same
   * message. MUST name no account, and MUST NOT give the address to anybody, an error's message included.
   */
  send(notice: Notice, signal: AbortSignal): Promise<NoticeOutcome>;
}
