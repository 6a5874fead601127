/** What an attempt to send brings along beside its message, and what is asked about one whose end is not known. */

/** What a broker makes the ids of that a message does not carry: of groups and deduplication (SQS FIFO), and of who sends (Kafka). */
export interface Hints {
  /** The same for every try of a message of which nobody knows that it was sent before, so that a broker that drops repetitions takes one of them. */
  readonly once: string;
  /** What the message belongs to, such as an order: those of one key stay in their order. null: unknown. */
  readonly key: string | null;
  /** Who sends, by a name that nobody else ever has: `findAttempts` shuts it out, and then it sends nothing more. */
  readonly sender?: string;
  /** Asked at the last moment; false: too late, somebody else may send it by now, and it is `not_sent`. */
  readonly inTime?: () => boolean;
}

/** Publishes of which nobody knows whether they arrived. */
export interface LostAttempts {
  readonly attempts: readonly string[];
  /** None of them was sent before. */
  readonly since: Date;
  /** Who sent them, as `Hints.sender` said. What these have not sent to the target by now is refused when it comes late, so that "absent" stays true. */
  readonly senders: readonly string[];
}

/**
 * What has become of a message that its source keeps: it still stands as it was captured; it was taken up again and is no dead letter now; it is done; its source removes
 * what is done, and has removed it; it is gone, and nobody knows why.
 */
export type Fate = "standing" | "taken_up" | "done" | "done_or_removed" | "gone";
