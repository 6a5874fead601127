import { paceOf, paceWords, type Standing, standingWords } from "../failures/standing.ts";
import { lastedText } from "../text/lasted.ts";
import type { OutcomeCounts } from "./outcome-counts.ts";
import type { ReplayPlan } from "./plan.ts";
import { listWords } from "../text/list.ts";
import type { StageNow } from "./stages/stage-column.ts";
import type { ReplayState } from "./transitions.ts";
import type { Waits } from "./waits.ts";
import type { Reason } from "../messages/reason.ts";
import { duration, reasonWords, sentCount, standingWords as stillWords } from "./words.ts";
import { numberText } from "../text/numbers.ts";

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const messages = (value: number) => `${numberText(value)} ${value === 1 ? "message" : "messages"}`;

const undone = "Nothing is sent until you start it. The selection is frozen when you do.";

/** The sentence over a plan: first whether it still fails. `standing` null: that does not matter. `nowhere`: targets that no queue would take a message from, when that is so for all of them. */
export function answerPlan(
  plan: Pick<ReplayPlan, "sendable" | "skipped" | "atMost" | "failing" | "held" | "heldBy" | "trials">,
  standing: Standing | null,
  target: { readonly words: string; readonly release: boolean; readonly nowhere: readonly string[] },
): { readonly title: string; readonly sub: string } {
  const { sendable, skipped, atMost, failing } = plan;
  const nothing = nothingWords(plan, target);
  if (nothing !== null) return { title: nothing, sub: undone };
  const of = skipped > 0 || atMost ? `${numberText(sendable)} of ${numberText(sendable + skipped)}` : messages(sendable);
  const can = `${atMost ? "at most " : ""}${of} can be ${target.release ? "released" : "replayed"} to ${target.words}.`;
  if (plan.heldBy !== null) return { title: heldWords(plan, plan.heldBy), sub: `${capital(can)} ${undone}` };
  switch (standing?.is) {
    case "failing":
      return { title: `Not now: ${failingWords(failing, sendable)}, ${paceWords(standing)}.`, sub: `${capital(can)} ${undone}` };
    case "lately":
      return {
        title: `Nothing has died this way for only ${lastedText(standing.agoMs)}: ${can}`,
        sub: `Before that it was ${paceOf(standing.ten)}. ${undone}`,
      };
    case "quiet":
      return { title: `Nothing has died this way for ${lastedText(standing.agoMs)}: ${can}`, sub: undone };
    case "unknown":
      return { title: capital(can), sub: `${standingWords(standing)} ${undone}` };
    case undefined:
      return { title: capital(can), sub: undone };
  }
}

/** Why nothing can be sent; null: something can. */
function nothingWords(
  { sendable, skipped }: Pick<ReplayPlan, "sendable" | "skipped">,
  { release, nowhere }: { readonly release: boolean; readonly nowhere: readonly string[] },
): string | null {
  if (nowhere.length > 0)
    return `Nobody would receive ${sendable + skipped === 1 ? "it" : "them"}: there is no queue behind ${nowhere.join(", ")}.`;
  if (sendable > 0) return null;
  if (skipped === 0) return "There is nothing to replay.";
  const act = release ? "released" : "replayed";
  return skipped === 1 ? `It cannot be ${act}.` : `None of the ${messages(skipped)} can be ${act}.`;
}

function heldWords({ held, sendable, trials }: Pick<ReplayPlan, "held" | "sendable" | "trials">, by: string): string {
  const who = held < sendable ? `${numberText(held)} of ${numberText(sendable)} wait` : held === 1 ? "it waits" : "they wait";
  const tried = trials > 0 ? `; up to ${numberText(trials)} of them ${trials === 1 ? "is" : "are"} sent as trials now` : "";
  return `Not now: ${by.replace(/\.$/, "")}, so ${who}${tried}.`;
}

function failingWords(failing: number, sendable: number): string {
  if (failing < sendable) return `${numberText(failing)} of ${numberText(sendable)} still fail`;
  return sendable === 1 ? "it still fails" : "they still fail";
}

export interface ReplayFacts {
  readonly state: ReplayState;
  readonly counts: OutcomeCounts;
  /** Why nothing can be sent at the moment; null: it can. */
  readonly waits: Waits | null;
  readonly release: boolean;
  /** Over the last seconds; null: it does not run. */
  readonly perSecond: number | null;
  /** A message is watched for so long after it was sent. */
  readonly observeSeconds: number;
  /** The window is longer than its failures are known to take; false: how long they take is not known. */
  readonly windowKnown: boolean;
  readonly targetWords: string;
  /** Its targets that nobody consumes, as their brokers told last. */
  readonly unconsumed: readonly string[];
  /** Its targets whose backlog did not shrink since all was sent, with the messages that wait there; null: none. */
  readonly standing: { readonly places: readonly string[]; readonly n: number } | null;
  /** The dead-letter queue that is not read while its messages are watched; null: it is. */
  readonly unread: string | null;
  /** Why its watch ended before that proved anything; null: it did not. */
  readonly unwatched: Reason | null;
  /** The stage that it is in; null: it has ended, or began before there were stages. */
  readonly stage: StageNow | null;
  /** Of what its canary sent; null: it has none. */
  readonly canary: {
    readonly taken: number;
    readonly watched: number | null;
    readonly cameBack: number;
    readonly tried: readonly string[];
  } | null;
  /** Brokers that can tell are asked what became of unknown items. */
  readonly asking: boolean;
  /** Downstreams that its canary waits for now. */
  readonly unstable: readonly string[];
  /** Seconds from the end of the replay to its newest comeback; null: it has not ended, or nothing came back since. */
  readonly lateSeconds: number | null;
}

/** The sentence over a replay: that nobody consumes it, what was sent, what came back, what needs somebody. */
export function answerReplay(facts: ReplayFacts): string {
  const { counts, waits } = facts;
  return `${unprovenWords(facts)}${sentWords(counts)}.${waits ? ` Nothing can be sent at the moment: ${waits.for}` : tail(facts)}`;
}

/** Said first: that nothing comes back is no success then. */
function unprovenWords({ counts, unwatched, ...facts }: ReplayFacts): string {
  const ended = unwatched && counts.confirmed > 0 ? reasonWords(unwatched) : null;
  const cause = unwatched && counts.observing === 0 ? ended : unprovenCause(facts);
  if (cause === null || sentCount(counts) === 0) return "";
  const some = counts.presumedOk + counts.processed > 0 && counts.observing + counts.confirmed > 0;
  return `${cause}, so ${some ? "nothing more is proven" : counts.observing > 0 ? "nothing is proven yet" : "nothing is proven"}. `;
}

/** Why the silence of what it sent tells nothing now; null: it does. */
function unprovenCause({
  state,
  unconsumed,
  unread,
  standing,
}: Pick<ReplayFacts, "state" | "unconsumed" | "unread" | "standing">): string | null {
  const over = state === "completed" || state === "cancelled";
  if (unread !== null) return `Redrive has not read ${unread} to its end since the messages were sent`;
  if (unconsumed.length > 0) return over ? `No consumer of ${listWords(unconsumed)} was seen` : `Nobody consumes ${listWords(unconsumed)}`;
  return standing && stillWords(standing.n, standing.places);
}

function sentWords(counts: OutcomeCounts): string {
  const sent = sentCount(counts);
  const { waiting, held, sending, failed, unknown, skipped, cancelled } = counts;
  const chosen = sent + waiting + held + sending + failed + unknown + skipped + cancelled;
  const parts = [`${numberText(sent)} of ${numberText(chosen)} sent`];
  if (counts.cameBack > 0) parts.push(`${numberText(counts.cameBack)} came back`);
  if (failed > 0) parts.push(`${numberText(failed)} not taken by the broker`);
  if (unknown > 0) parts.push(`${numberText(unknown)} unknown`);
  if (held > 0) parts.push(`${numberText(held)} held`);
  if (skipped > 0) parts.push(`${numberText(skipped)} skipped`);
  return parts.join(", ");
}

function tail(facts: ReplayFacts): string {
  const { state, counts, asking } = facts;
  const left = counts.waiting + counts.held + counts.sending;
  const undecided =
    counts.unknown === 0
      ? ""
      : asking
        ? " The broker is asked whether the unknown ones arrived. You may decide about those that have waited for 10 min."
        : " The unknown ones wait for your decision.";
  switch (state) {
    case "running":
      return runningWords(facts, left);
    case "planned":
    case "awaiting_approval":
      return " Not started.";
    case "observing":
      return `${watchWords(facts)}${undecided}`;
    case "paused":
      return ` Paused with ${numberText(left)} to send.${watchWords(facts)}`;
    case "cancelled":
      return `${counts.cancelled > 0 ? ` Cancelled: ${numberText(counts.cancelled)} stay dead.` : " Cancelled."}${left > 0 ? ` ${messages(left)} ${left === 1 ? "follows" : "follow"} in a moment.` : ""}${watchWords(facts)}`;
    case "completed":
      return `${watchWords(facts)}${undecided}`;
  }
}

/** What a running replay does: it waits for its canary, goes faster by and by, or sends the rest. */
function runningWords({ stage, canary, unstable, observeSeconds, perSecond }: ReplayFacts, left: number): string {
  if (stage?.kind === "canary") {
    if (canary && canary.cameBack > 0 && canary.tried.length > 0)
      return ` Its canary came back while ${listWords(canary.tried)} ${canary.tried.length === 1 ? "was" : "were"} not stable, so that counts for no limit. ${renewWords(canary.tried, unstable)}`;
    if (!stage.watched) return ` Its canary is sent first: ${numberText(left)} wait behind it.`;
    const of = canary ? `The canary of ${numberText(canary.taken)}` : "The canary";
    return ` ${of} is watched for ${duration(observeSeconds)}: nothing else is sent until then.`;
  }
  if (stage?.kind === "ramp" && stage.rate !== null && left > 0)
    return ` It sends ${numberText(stage.rate)} a second, and doubles that every 30 s.`;
  return left > 0 && perSecond ? ` About ${duration(left / perSecond)} left.` : "";
}

/** When another canary is chosen. */
function renewWords(tried: readonly string[], unstable: readonly string[]): string {
  const waits = tried.filter((name) => unstable.includes(name));
  if (waits.length > 0) return `Another is chosen once ${listWords(waits)} ${waits.length === 1 ? "is" : "are"} stable.`;
  return `${listWords(tried)} ${tried.length === 1 ? "is" : "are"} stable again: another is chosen within seconds, or as soon as a message can be sent.`;
}

/** What is known of what was sent: watched still, stayed away for how long, came back late, or cannot be recognised. */
function watchWords({ counts, release, observeSeconds, windowKnown, unwatched, lateSeconds }: ReplayFacts): string {
  const { observing, presumedOk, processed, confirmed } = counts;
  const window = duration(observeSeconds);
  const words: string[] = [];
  if (observing > 0)
    words.push(
      `${numberText(observing)} ${observing === 1 ? "is" : "are"} still watched, for ${window} after ${observing === 1 ? "it was" : "each was"} sent.`,
    );
  if (processed > 0) words.push(`${numberText(processed)} ${processed === 1 ? "was" : "were"} processed.`);
  if (presumedOk > 0) words.push(`${numberText(presumedOk)} did not come back within ${window}.`);
  if (presumedOk > 0 && !windowKnown)
    words.push(`How long this failure takes is not known, so ${presumedOk === 1 ? "it" : "some"} still may.`);
  if (!release && confirmed > 0) words.push(unmarkedWords(confirmed, unwatched !== null));
  if (lateSeconds !== null) words.push(`The last came back ${duration(lateSeconds)} after the watch had ended.`);
  return words.map((sentence) => ` ${sentence}`).join("");
}

function unmarkedWords(n: number, unwatched: boolean): string {
  if (n === 1) return `1 ${unwatched ? "was not watched to its end" : "carries no mark of Redrive"}: whether it died again is not known.`;
  return `${numberText(n)} ${unwatched ? "were not watched to their end" : "carry no mark of Redrive"}: whether they died again is not known.`;
}

export interface ReplaysFacts {
  readonly running: number;
  readonly paused: number;
  /** That have sent everything and are still watched. */
  readonly observing: number;
  readonly total: number;
  readonly endedThisWeek: number;
  /** Replays with unknown items, newest first. */
  readonly undecided: readonly { readonly id: number; readonly n: number }[];
  /** Those that run or are paused, as far as they are shown. */
  readonly live: readonly { readonly id: number; readonly state: ReplayState; readonly counts: OutcomeCounts }[];
}

/** The sentences over the list of replays: what goes on now, and what waits for somebody. */
export function answerReplays({ running, paused, observing, total, endedThisWeek, undecided, live }: ReplaysFacts): {
  readonly title: string;
  readonly sub: string | null;
} {
  if (total === 0) return { title: "Nothing has been replayed yet.", sub: null };
  const decision = decisionWords(undecided);
  const ended = endedThisWeek > 0 ? `${numberText(endedThisWeek)} ended in the last 7 days.` : null;
  const sub = (...parts: (string | null)[]) => parts.filter(Boolean).join(" ") || null;
  const [only] = live;
  const watched =
    observing > 0 ? `${numberText(observing)} ${observing === 1 ? "replay is" : "replays are"} sent and still watched.` : null;
  if (running + paused === 0) return { title: decision ?? watched ?? "No replay is running.", sub: sub(decision && watched, ended) };
  if (running + paused === 1 && only) {
    return { title: `rpl-${only.id} is ${only.state}: ${sentWords(only.counts)}.`, sub: sub(watched, ended, decision) };
  }
  const parts = [
    running > 0 && `${numberText(running)} ${running === 1 ? "replay is" : "replays are"} running`,
    paused > 0 && `${numberText(paused)} ${paused === 1 ? "is" : "are"} paused`,
  ].filter(Boolean);
  return { title: `${parts.join(", ")}.`, sub: sub(watched, ended, decision) };
}

function decisionWords(undecided: ReplaysFacts["undecided"]): string | null {
  const [first, ...others] = undecided;
  if (!first) return null;
  const all = undecided.reduce((sum, { n: items }) => sum + items, 0);
  const where = others.length === 0 ? `rpl-${first.id}` : `${numberText(undecided.length)} replays`;
  return `${messages(all)} of ${where} ${all === 1 ? "needs" : "need"} your decision.`;
}
