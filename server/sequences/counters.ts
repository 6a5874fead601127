import type { Application } from "../applications/port.ts";
import { globMatches } from "../text/glob.ts";

/** A queue of Redrive's database. */
export interface QueueRef {
  readonly id: number;
  readonly source: string;
  readonly name: string;
}

/** Who counts the numbers of a queue's messages. */
export interface Counter {
  /** The application whose database knows the last numbers; null: none consumes this queue. */
  readonly application: Application | null;
  /** Its name in a table that many share; null: not said. */
  readonly consumer: string | null;
  /** The queues whose messages it counts together: those of one consumer by name; otherwise the queue alone. */
  readonly queues: readonly QueueRef[];
}

/** Pure. Who counts the messages of each queue, by its id, as redrive.yaml says which application consumes them. */
export function countersOf(applications: readonly Application[], queues: readonly QueueRef[]): ReadonlyMap<number, Counter> {
  const found = queues.map((queue) => ({ queue, ...consumerOf(applications, queue) }));
  return new Map(
    found.map(({ queue, application, consumer }) => {
      const same =
        consumer === null
          ? [queue]
          : found.filter((one) => one.application === application && one.consumer === consumer).map((one) => one.queue);
      return [queue.id, { application, consumer, queues: same }];
    }),
  );
}

function consumerOf(applications: readonly Application[], { source, name }: QueueRef): Pick<Counter, "application" | "consumer"> {
  for (const application of applications) {
    const consumed = application.spec.consumes.find(({ queue }) => globMatches(queue, `${source}/${name}`));
    if (consumed) return { application, consumer: consumed.consumer };
  }
  return { application: null, consumer: null };
}
