import { stringify } from "yaml";
import type { CaptureMode, QueueConfig } from "../config/config.ts";
import type { FoundQueue, TopologyWarning } from "../sources/port.ts";
import { isGlob } from "../text/glob.ts";

type Named = Pick<QueueConfig, "name" | "capture">;
type Found = Pick<FoundQueue, "name" | "role" | "nature">;

/** How a queue is captured. A log that holds no dead letters is mirrored only when it is named: a pattern matches more than was meant. */
export function captureOf(config: Named | null, found: Found | null): CaptureMode | null {
  if (config === null) return null;
  return config.capture === "mirror" && isOnlyMatched(config, found) ? "watch" : config.capture;
}

/** Says of a watched queue that holds no dead letters what it is, and how it would be mirrored all the same. */
export function warnOfNature(config: Named | null, found: Found | null): readonly TopologyWarning[] {
  const nature = found?.nature ?? null;
  if (config === null || found === null || nature === null) return [];
  if (config.capture !== "mirror" || !isOnlyMatched(config, found)) return [{ code: "nature", severity: "info", text: nature, mend: null }];
  const text = `${nature} Only the pattern "${config.name}" matches it, so it is watched and not mirrored. To mirror it, name it under “queues”.`;
  return [{ code: "by_pattern", severity: "warn", text, mend: stringify([found.name], { lineWidth: 0 }).trim() }];
}

function isOnlyMatched(config: Named, found: Found | null): boolean {
  return found?.role === "other" && isGlob(config.name);
}
