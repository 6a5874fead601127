import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

type Outputs = inferRouterOutputs<AppRouter>["messages"];

/** What the browser has: times are texts. */
export type Message = Outputs["get"];
export type Payload = Outputs["payload"];
export type Original = Outputs["original"];
export type Idempotency = Outputs["idempotency"];
export type EntityState = Outputs["entity"];

export function nameOf({ eventKey, eventId, id }: Pick<Message, "eventKey" | "eventId" | "id">): string {
  return eventId ?? eventKey ?? `Message ${id}`;
}

/** Replays of the lineage, this message's own included. */
export function sentOf({ replayCount, state }: Pick<Message, "replayCount" | "state">): number {
  return replayCount + (state === "replayed" || state === "unknown" ? 1 : 0);
}
