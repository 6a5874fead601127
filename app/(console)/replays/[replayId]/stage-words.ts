import type { Stage } from "./replay";
import { duration, reasonWords } from "@/server/replays/words";
import { listWords } from "@/server/text/list";
import { numberText } from "@/server/text/numbers";

/** What a stage is, in a few words. */
export function stageName({ kind, size, taken, rate, startedAt, endedAt }: Stage, cap: number | null): string {
  switch (kind) {
    case "canary":
      return `Canary, ${messages(startedAt ? Math.max(taken, 1) : (size ?? 0))}`;
    case "ramp":
      if (rate === null) return "Ramp";
      return `Ramp, ${endedAt ? "up to " : ""}${numberText(rate)} a second`;
    case "full":
      return cap === null ? "Full, no rate limit" : `Full, ${numberText(cap)} a second`;
  }
}

/** What became of a stage, or what it waits for. `verdict` is said first, in its tone. */
export interface Verdict {
  readonly verdict: { readonly text: string; readonly tone: "ok" | "warn" | "bad" } | null;
  readonly text: string;
}

interface Around {
  /** The replay is paused. */
  readonly paused: boolean;
  readonly cancelled: boolean;
  /** Messages that are not sent yet. */
  readonly left: number;
  readonly observeSeconds: number;
  readonly windowKnown: boolean;
  /** Downstreams that the canary waits for now. */
  readonly unstable: readonly string[];
}

/** Says it of one stage of a replay. */
export function stageVerdict(stage: Stage, of: Around): Verdict {
  const { kind, state, startedAt, reason } = stage;
  if (startedAt === null) return { verdict: null, text: notBegun(state === "waiting", of) };
  if (state === "stopped")
    return { verdict: { text: "stopped", tone: "warn" }, text: reason ? reasonWords(reason) : "the replay was cancelled" };
  if (kind === "canary") return canaryVerdict(stage, of);
  const back = backWords(stage);
  if (state === "passed")
    return { verdict: stage.cameBack > 0 ? { text: "over", tone: "warn" } : { text: "passed", tone: "ok" }, text: back };
  if (state === "observing") return { verdict: null, text: `all is sent and watched; ${back}` };
  if (of.paused) return { verdict: { text: "paused", tone: "warn" }, text: `${numberText(of.left)} to send` };
  const faster = kind === "ramp" ? "doubles every 30 s; " : "";
  return { verdict: null, text: `${faster}${numberText(of.left)} to send` };
}

function notBegun(waits: boolean, { cancelled }: Around): string {
  if (waits) return "not begun";
  return cancelled ? "not begun: the replay was cancelled" : "not needed: nothing was left for it";
}

function canaryVerdict(stage: Stage, { paused, observeSeconds, windowKnown, unstable }: Around): Verdict {
  const { state, taken, cameBack, proven, tried, replaced } = stage;
  const window = duration(observeSeconds);
  const before = replaced > 0 ? `; an earlier canary of ${numberText(replaced)} was sent while a downstream failed` : "";
  if (state === "passed") {
    const stayed = `${numberText(proven ?? 0)} of ${numberText(taken)} did not come back within ${window}`;
    const doubt = windowKnown ? "" : "; how long this failure takes is not known";
    return {
      verdict: { text: "passed", tone: "ok" },
      text: `${stayed}${cameBack > 0 ? `; ${numberText(cameBack)} came back` : doubt}${before}`,
    };
  }
  if (cameBack > 0 && tried.length > 0)
    return {
      verdict: { text: "no verdict", tone: "warn" },
      text: `${numberText(cameBack)} of ${numberText(taken)} came back while ${listWords(tried)} was not stable; another canary is chosen ${tried.some((name) => unstable.includes(name)) ? "once it is stable" : "as soon as a message can be sent"}`,
    };
  if (cameBack > 0) return { verdict: { text: "failed", tone: "bad" }, text: `${numberText(cameBack)} of ${numberText(taken)} came back` };
  if (state === "sending") return { verdict: null, text: `sent before all others${before}` };
  const text = `${numberText(stage.watched ?? 0)} watched, for ${window} after each was sent; ${numberText(proven ?? 0)} stayed away${before}`;
  return paused ? { verdict: { text: "paused", tone: "warn" }, text } : { verdict: null, text };
}

function backWords({ taken, cameBack }: Stage): string {
  if (cameBack === 0) return "none came back";
  const percent = (100 * cameBack) / Math.max(taken, cameBack);
  return `${numberText(cameBack)} came back, ${percent < 0.1 ? "under 0.1" : percent.toFixed(percent < 10 ? 1 : 0)} %`;
}

function messages(n: number): string {
  return `${numberText(n)} ${n === 1 ? "message" : "messages"}`;
}
