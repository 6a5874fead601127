import type { Application } from "../port.ts";
import { findProcessed } from "./find-processed.ts";
import { type Done, joinEvidence } from "./join-evidence.ts";
import type { EventRef } from "./processed.ts";

/** As `findProcessed`, with what the evidence endpoint of the application says, where redrive.yaml names one. Both are asked at the same time. */
export async function findDone(
  application: Application,
  consumer: string | null,
  events: readonly EventRef[],
): Promise<ReadonlyMap<string, Done>> {
  const unique = [...new Map(events.map((event) => [event.eventId, event])).values()];
  const [tables, evidence] = await Promise.all([
    findProcessed(application, consumer, events),
    application.evidence?.ask(consumer, unique) ?? null,
  ]);
  if (evidence === null) return tables;
  return new Map(
    events.map(({ eventId }) => {
      const table = tables.get(eventId) ?? { state: "unknown" as const, reason: "It was not asked." };
      const told = evidence.told.get(eventId);
      const why = (told ? null : evidence.why) ?? "Its evidence endpoint does not know of the event.";
      return [eventId, joinEvidence(table, told ?? { state: "unknown" }, why)];
    }),
  );
}
