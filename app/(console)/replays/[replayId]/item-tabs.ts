import type { Tab } from "@/components/ui/tabs";
import type { OutcomeCounts } from "@/server/replays/outcome-counts";
import { numberText } from "@/server/text/numbers";

const labels = {
  trouble: "All trouble",
  all: "All",
  came_back: "Came back",
  unknown: "Unknown",
  failed: "Not taken",
  held: "Held",
  skipped: "Skipped",
} as const;

export type Show = keyof typeof labels;
export const shows = Object.keys(labels) as Show[];

/** How many items each tab holds. */
export function itemCounts(counts: OutcomeCounts): Readonly<Record<Show, number>> {
  const { cameBack, unknown, failed, held, skipped, cancelled } = counts;
  return {
    all: Object.values(counts).reduce((sum, n) => sum + n, 0),
    trouble: cameBack + unknown + failed,
    came_back: cameBack,
    unknown,
    failed,
    held,
    skipped: skipped + cancelled,
  };
}

/** The tabs that have items, with the one that is open. Trouble of one kind has its own tab already. */
export function tabsOf(id: number, counts: OutcomeCounts, open: Show): readonly Tab[] {
  const of = itemCounts(counts);
  const mixed = [of.came_back, of.unknown, of.failed].filter((n) => n > 0).length > 1;
  return shows
    .filter((key) => key === "all" || key === open || (key === "trouble" ? mixed : of[key] > 0))
    .map((key) => ({
      key,
      label: labels[key],
      count: numberText(of[key]),
      href: `/replays/${id}${key === "all" ? "" : `?show=${key}`}`,
    }));
}
