import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

/** A message as the API gives it. */
export type View = inferRouterOutputs<AppRouter>["messages"]["get"];

export function nameOf({ eventKey, eventId, id }: Pick<View, "eventKey" | "eventId" | "id">): string {
  return eventId ?? eventKey ?? `Message ${id}`;
}
