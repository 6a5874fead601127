import type { Part } from "./ui/outcome-bar";

/** States of items as they are drawn, from done to not begun. */
const drawn = [
  { state: "confirmed", label: "confirmed", texture: "t-confirmed" },
  { state: "presumed_ok", label: "presumed ok", texture: "t-presumed" },
  { state: "observing", label: "observing", texture: "t-observing" },
  { state: "came_back", label: "came back", texture: "t-back" },
  { state: "returned", label: "returned", texture: "t-refused" },
  { state: "refused", label: "refused", texture: "t-refused" },
  { state: "unknown", label: "unknown", texture: "t-unknown" },
  { state: "skipped", label: "skipped", texture: "t-skipped" },
  { state: "cancelled", label: "cancelled", texture: "t-skipped" },
  { state: "intent", label: "sending", texture: "t-sending" },
  { state: "selected", label: "to send", texture: "t-left" },
] as const;

/** The bar of a replay from its items by state. */
export function outcomeParts(counts: Readonly<Record<string, number>>): readonly Part[] {
  return drawn.map(({ state, label, texture }) => ({ key: state, label, texture, count: counts[state] ?? 0 }));
}

/** Items that the broker has taken. */
export function sentOf(counts: Readonly<Record<string, number>>): number {
  return ["confirmed", "presumed_ok", "observing", "came_back"].reduce((sum, state) => sum + (counts[state] ?? 0), 0);
}
