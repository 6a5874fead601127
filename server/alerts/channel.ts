import type { Notice } from "./notice.ts";

/** What a channel needs to find again what it has sent for an alert, such as Slack's channel and ts. Plain data, kept in `channel_refs`. */
export type ChannelRef = Readonly<Record<string, string | number | null>>;

/** What came of it. `said` is the other side's answer in a few plain words, shown to people: no secret, no URL with a token. */
export type ChannelAnswer =
  /** It has the notice. `ref` is kept for the next notice of this alert; null: nothing to find again. */
  | { readonly is: "delivered"; readonly ref: ChannelRef | null; readonly said: string }
  /**
   * Some of those whom it tells have it, others not yet: the outbox tries again for these, not before `afterMs`. `ref` is kept too. `works`: this try got
   * through to somebody; otherwise it says nothing of the channel.
   */
  | {
      readonly is: "partly";
      readonly works: boolean;
      readonly ref: ChannelRef | null;
      readonly afterMs: number | null;
      readonly said: string;
    }
  /** Not now. `afterMs`: not before (Retry-After); null: the outbox chooses. */
  | { readonly is: "retry"; readonly afterMs: number | null; readonly said: string }
  /** What the ref names is gone: the outbox forgets it and posts anew. */
  | { readonly is: "gone"; readonly said: string }
  /** No try will help until somebody mends it (token, address, rights). */
  | { readonly is: "broken"; readonly said: string };

/**
 * One configured channel, opened. One file a kind in `server/alerts/channels/`. Methods never reject for what the other side does; they stop when the
 * signal aborts, and then answer "retry". A notice may be given twice (at least once): where the other side can tell by `dedupKey` and `seq`, use it.
 */
export interface Channel {
  /** The least time between two notices, where the other side asks for one; left out: none. */
  readonly gapMs?: number;
  /**
   * The first notice of an alert, or one after "gone". `again`: a try before may have got through, since nobody knows its answer; whoever can look for what
   * it has sent does so first.
   */
  post(notice: Notice, signal: AbortSignal, again: boolean): Promise<ChannelAnswer>;
  /** A later notice of the same alert; without a ref (`null`) nothing is known of what was sent before. */
  update(notice: Notice, ref: ChannelRef | null, signal: AbortSignal, again: boolean): Promise<ChannelAnswer>;
  /** The alert is over. */
  resolve(notice: Notice, ref: ChannelRef | null, signal: AbortSignal, again: boolean): Promise<ChannelAnswer>;
  close?(): Promise<void>;
}
