/** One message in the hands of a consumer. */
export interface Delivery {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Done with it. */
  ack(): Promise<void>;
}

/** How many a consumer holds at a time. */
export const together = 4;

export interface Failure {
  readonly type: string;
  readonly text: string;
  readonly stack: string;
  readonly attempts: number;
}

/** What the shop needs of a broker: work queues, each with a dead-letter queue. */
export interface Transport {
  /** Makes both queues; the broker hands out again what has no ack after `holdSeconds`, where it counts them. */
  declare(queue: string, holdSeconds: number): Promise<void>;
  send(queue: string, body: string, attributes: Readonly<Record<string, string>>): Promise<void>;
  /** Hands over a few at a time until the signal aborts; what is not acked comes again, and dies when that happens too often. */
  consume(queue: string, handle: (delivery: Delivery) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Puts it into the dead-letter queue with what went wrong. */
  bury(queue: string, delivery: Delivery, failure: Failure): Promise<void>;
  close(): Promise<void>;
}

/** What a given-up message carries besides its own attributes. */
export function failureAttributes(queue: string, { type, text, stack, attempts }: Failure): Record<string, string> {
  return {
    "error-type": type,
    "error-text": text.slice(0, 900),
    "error-stack": stack.slice(0, 8_000),
    attempts: String(attempts),
    "failed-at": new Date().toISOString(),
    "failed-queue": queue,
  };
}
