import { type Consumer, consumersOf } from "../applications/consumer-of.ts";
import type { Processed } from "../applications/processed/processed.ts";
import type { Candidate, CandidateMessage } from "./candidate.ts";
import type { Asking, Told } from "./check.ts";

/** What is needed of a candidate. */
interface Asked extends Pick<Candidate, "source" | "queue"> {
  readonly message: Pick<CandidateMessage, "id" | "eventId" | "producedAt"> | null;
}

interface Consumed {
  readonly message: NonNullable<Asked["message"]>;
  readonly consumer: Consumer;
}

const noId: Processed = { state: "unknown", reason: "The message carries no event id.", forever: true };
const notOpen: Processed = { state: "unknown", reason: "Its database is not open here." };

/** What each application that consumes these messages says of them, by message; by one statement for each consumer and table. Messages that none consumes are left out. */
export async function askProcessed(ctx: Asking, candidates: readonly Asked[]): Promise<ReadonlyMap<number, readonly Told[]>> {
  const consumed = candidates.flatMap(({ message, source, queue }): readonly Consumed[] =>
    message ? consumersOf(ctx.config.applications, { source, queue }).map((consumer) => ({ message, consumer })) : [],
  );
  const byConsumer = Map.groupBy(consumed, ({ consumer: { application, name } }) => JSON.stringify([application.name, name]));
  const told = await Promise.all([...byConsumer.values()].map((all) => askConsumer(ctx, all)));
  const byMessage = Map.groupBy(told.flat(), ([id]) => id);
  return new Map([...byMessage].map(([id, all]) => [id, all.map(([, one]) => one)]));
}

async function askConsumer(ctx: Asking, consumed: readonly Consumed[]): Promise<readonly (readonly [number, Told])[]> {
  const [first] = consumed;
  if (!first) return [];
  const { application: spec, name } = first.consumer;
  const application = ctx.applications.all.find((one) => one.spec.name === spec.name);
  const events = consumed.flatMap(({ message: { eventId, producedAt } }) =>
    eventId === null ? [] : [{ eventId, producedAt: producedAt && producedAt.getTime() }],
  );
  // Pages load the words of checks: what asks a database is loaded where one is asked.
  const { findDone } = await import("../applications/processed/find-done.ts");
  const found = application && events.length > 0 ? await findDone(application, name, events) : new Map<string, Processed>();
  return consumed.map(({ message: { id, eventId } }) => {
    const says = eventId === null ? noId : (found.get(eventId) ?? notOpen);
    return [id, { application: spec, says }] as const;
  });
}
