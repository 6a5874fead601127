import type { DownstreamState } from "./reading.ts";

/**
 * What a replay may do while its downstream is in this state. go: send. warn: send, and say it. confirm: a person has to say that they mean it. trickle:
 * a few, to see how it takes them. hold: wait.
 */
export type Gate = "go" | "warn" | "confirm" | "trickle" | "hold";

/** Who asks, and how sure they want to be. */
interface Asked {
  /** More than one message. */
  readonly bulk: boolean;
  /** By redrive.yaml. */
  readonly unknownHolds: boolean;
  /** It was not open a short while ago: `stableSeconds` in redrive.yaml. */
  readonly stable: boolean;
}

/** Pure. What was open has a canary before all that waited for it goes: a few at a time while it is half-open, and until it is stable. */
export function gateOf(state: DownstreamState, { bulk, unknownHolds, stable }: Asked): Gate {
  switch (state) {
    case "closed":
      return bulk && !stable ? "trickle" : "go";
    case "half_open":
      return bulk ? "trickle" : "warn";
    case "open":
      return bulk ? "hold" : "confirm";
    case "unknown":
      if (bulk && unknownHolds) return "hold";
      return bulk && !stable ? "trickle" : "warn";
  }
}
