import { type Application, ApplicationError, type Told } from "../port.ts";
import { findProcessed } from "./find-processed.ts";
import { type Done, joinEvidence } from "./join-evidence.ts";
import type { EventRef } from "./processed.ts";

/** As `findProcessed`, with what the evidence endpoint of the application says, where redrive.yaml names one. Both are asked at the same time. */
export async function findDone(
  application: Application,
  consumer: string | null,
  events: readonly EventRef[],
): Promise<ReadonlyMap<string, Done>> {
  const [tables, evidence] = await Promise.all([findProcessed(application, consumer, events), askEvidence(application, consumer, events)]);
  if (evidence === null) return tables;
  return new Map(
    events.map(({ eventId }) => {
      const table = tables.get(eventId) ?? { state: "unknown" as const, reason: "It was not asked." };
      return [eventId, joinEvidence(table, evidence.told.get(eventId) ?? { state: "unknown" }, evidence.why)];
    }),
  );
}

async function askEvidence(
  { evidence }: Application,
  consumer: string | null,
  events: readonly EventRef[],
): Promise<{ readonly told: ReadonlyMap<string, Told>; readonly why: string } | null> {
  if (!evidence) return null;
  const unique = [...new Map(events.map((event) => [event.eventId, event])).values()];
  try {
    return { told: await evidence.ask(consumer, unique), why: "Its evidence endpoint does not know of the event." };
  } catch (error) {
    if (error instanceof ApplicationError) return { told: new Map(), why: error.message };
    throw error;
  }
}
