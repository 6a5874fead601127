import type { Application } from "../applications/port.ts";
import { globMatches } from "../text/glob.ts";

/** A queue of Redrive's database. */
export interface QueueRef {
  readonly id: number;
  readonly source: string;
  readonly name: string;
}

/** One consumer that counts the numbers of a queue's messages. */
export interface Counter {
  /** The application whose database knows the last numbers; null: none consumes this queue. */
  readonly application: Application | null;
  /** Its name in a table that many share; null: not said. */
  readonly consumer: string | null;
  /** The queues whose messages it counts together: those of one consumer by name; otherwise the queue alone. */
  readonly queues: readonly QueueRef[];
}

/** Pure. Who counts the messages of each queue, by its id: every application that consumes it, as redrive.yaml says; one that is nobody where none does. */
export function countersOf(applications: readonly Application[], queues: readonly QueueRef[]): ReadonlyMap<number, readonly Counter[]> {
  const found = queues.flatMap((queue) => consumersOf(applications, queue).map((one) => ({ queue, ...one })));
  const nameOf = ({ application, consumer }: Pick<Counter, "application" | "consumer">) =>
    JSON.stringify([application?.spec.name, consumer]);
  const together = Map.groupBy(found, nameOf);
  return Map.groupBy(
    found.map(({ queue, application, consumer }) => {
      const same = together.get(nameOf({ application, consumer })) ?? [];
      return { id: queue.id, application, consumer, queues: consumer === null ? [queue] : same.map((one) => one.queue) };
    }),
    ({ id }) => id,
  );
}

function consumersOf(
  applications: readonly Application[],
  { source, name }: QueueRef,
): readonly Pick<Counter, "application" | "consumer">[] {
  const all = applications.flatMap((application) => {
    const consumed = application.spec.consumes.find(({ queue }) => globMatches(queue, `${source}/${name}`));
    return consumed ? [{ application, consumer: consumed.consumer }] : [];
  });
  return all.length > 0 ? all : [{ application: null, consumer: null }];
}
