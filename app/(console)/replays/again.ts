import type { Selection } from "@/server/messages/input";

/** A new plan of the same selection; a filter is read anew. */
export function againHref(chosen: Selection): string {
  return `/replays/new?${new URLSearchParams("ids" in chosen ? { ids: chosen.ids.join(",") } : { filter: chosen.filter })}`;
}
