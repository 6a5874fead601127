import type { Outbound } from "../../outbound/outbound.ts";
import type { EvidenceSpec } from "../application.ts";
import { ApplicationError, type Evidence, type Told } from "../port.ts";
import { momentOf } from "../../text/moment.ts";
import { resting } from "../rest.ts";
import { readAnswer } from "./read-answer.ts";

const [askMs, mostBytes, mostEvents] = [5_000, 1_048_576, 100];
const slow = `Its evidence endpoint took ${askMs / 1_000} seconds for the events before it.`;
/** These are about who asks, or when: asking for fewer events would not help. */
const ofWhoAsks = [401, 403, 404, 405, 408, 429];

/**
 * Asks an endpoint of the shop, a hundred events at a time, each within 5 s. After the first answer that is none, or after 5 s in all, it asks no further; what was
 * told until then counts. After an answer that is none it rests as a database does. Where it refuses what
 * it is asked, halves are asked until the event that it refuses is found, so that one hostile id makes no other unknown.
 */
export function openEvidence({ url, sends }: EvidenceSpec, outbound: Outbound): Evidence {
  const guard = resting();
  const askSome = async (
    consumer: string | null,
    events: Parameters<Evidence["ask"]>[1],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Told>> => {
    const body = JSON.stringify({
      consumer,
      events: events.map(({ eventId, producedAt }) => ({
        id: eventId,
        producedAt: momentOf(producedAt)?.toISOString() ?? null,
      })),
    });
    const headers = { accept: "application/json", ...sends, "content-type": "application/json" };
    const told = await outbound.ask(new URL(url), { method: "POST", headers, body, signal, mostBytes });
    if (told.status >= 400 && told.status < 500 && !ofWhoAsks.includes(told.status)) {
      if (events.length === 1) return new Map(events.map(({ eventId }) => [eventId, { state: "unknown" }]));
      const half = Math.ceil(events.length / 2);
      return new Map([
        ...(await askSome(consumer, events.slice(0, half), signal)),
        ...(await askSome(consumer, events.slice(half), signal)),
      ]);
    }
    if (told.status !== 200) throw new ApplicationError("away", `Its evidence endpoint answers with status ${told.status}.`);
    const type = told.headers["content-type"] ?? "";
    const read = /^application\/(?:[\w.-]+\+)?json\b/i.test(type)
      ? readAnswer(
          events.map(({ eventId }) => eventId),
          told.body.toString("utf8"),
        )
      : null;
    if (read === null)
      throw new ApplicationError("away", "Its evidence endpoint answers something else than docs/guide/evidence-openapi.yaml says.");
    return read;
  };
  return {
    ask: async (consumer, events) => {
      const told = new Map<string, Told>();
      const until = Date.now() + askMs;
      for (let from = 0; from < events.length; from += mostEvents) {
        if (from > 0 && Date.now() >= until) return { told, why: slow };
        const some = events.slice(from, from + mostEvents);
        try {
          const answer = await guard(() => askSome(consumer, some, AbortSignal.timeout(askMs)).catch(refuse));
          for (const [id, one] of answer) told.set(id, one);
        } catch (error) {
          if (error instanceof ApplicationError) return { told, why: error.message };
          throw error;
        }
      }
      return { told, why: null };
    },
  };
}

/** Without address, header or anything that was answered. */
function refuse(error: unknown): never {
  if (error instanceof ApplicationError) throw error;
  const { name, message, code } = error instanceof Error ? (error as NodeJS.ErrnoException) : { name: "", message: "", code: undefined };
  if (name === "OutboundError") throw new ApplicationError("denied", `Its evidence endpoint cannot be asked: ${message}`);
  if (name === "TimeoutError" || name === "AbortError")
    throw new ApplicationError("busy", `Its evidence endpoint did not answer within ${askMs / 1_000} seconds.`);
  if (message.startsWith("the answer is larger")) throw new ApplicationError("away", "The answer of its evidence endpoint is too large.");
  throw new ApplicationError(
    "away",
    code === undefined ? "Its evidence endpoint could not be asked." : `Its evidence endpoint could not be asked (${code}).`,
  );
}
