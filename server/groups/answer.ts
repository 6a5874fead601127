import type { Answer, Blindness } from "../queues/output.ts";
import { blindnessOf, countText, type Sight } from "../queues/sight.ts";
import { lastedText } from "../text/lasted.ts";
import { causesOf, sentence } from "./cause.ts";
import type { CauseFacts } from "./read-causes.ts";
import type { RunningReplays } from "./read-running.ts";
import { numberText } from "../text/numbers.ts";

export interface GroupsAnswerFacts {
  readonly sight: Sight;
  readonly causes: CauseFacts;
  readonly running: RunningReplays;
}

/** A cause below this part of the last hour adds nothing to those before it. */
const worthTelling = 0.1;
const numbers = ["", "", "Two", "Three"] as const;

/** The sentence over the groups: what most deaths of the last hour come from, and what the dead wait for. */
export function answerGroups(facts: GroupsAnswerFacts): Answer {
  const { causes } = facts;
  const dead = causes.dead.poison + causes.dead.transient + causes.dead.unknown;
  if (dead === 0) return { title: answerNothing(facts.sight), sub: runningText(facts.running) ?? "A group appears when a message dies." };
  return {
    title: titleOf(causes, dead, facts.sight.now),
    sub: waitText(causes)
      .concat(runningText(facts.running) ?? [])
      .join(" "),
  };
}

function titleOf({ groups, hour, open }: CauseFacts, dead: number, now: Date): string {
  const all = causesOf(groups, now);
  const live = all.filter((cause) => cause.hour > 0);
  if (hour === 0 || live.length === 0)
    return `${countText(dead, "message is", "messages are")} dead in ${countText(open, "group")}; ${hour === 0 ? "none is known to have died" : "only muted or closed groups grew"} in the last hour.`;
  if (live.length === 1 && live[0]?.hour === hour) return sentence([live[0].dated]);
  const { told, percent } = mostOf(live, hour);
  if (percent < 50) return `${countText(live.length, "cause")} make the last hour's dead letters; none stands out.`;
  if (told === 1) return `${sentence([live[0]?.dated ?? ""]).slice(0, -1)}: ${percent} % of the last hour's dead letters.`;
  return `${numbers[told]} causes make ${percent} % of the last hour's dead letters.`;
}

/** The few causes that are worth telling, and their share of the hour. */
function mostOf(live: readonly { readonly hour: number }[], hour: number): { readonly told: number; readonly percent: number } {
  const share = (n: number) => live.slice(0, n).reduce((sum, cause) => sum + cause.hour, 0) / hour;
  let told = 1;
  while (told < 3 && share(told) < 0.8 && (live[told]?.hour ?? 0) / hour >= worthTelling) told++;
  return { told, percent: Math.floor(share(told) * 100) };
}

/** What the dead wait for, by verdict. */
export function waitText({ groups, dead }: CauseFacts): string[] {
  const parts: string[] = [];
  const downstreams = [
    ...new Set(groups.filter((group) => group.verdict === "transient" && group.open > 0).map((group) => group.downstream)),
  ];
  if (dead.transient > 0) {
    const [only] = downstreams.length === 1 ? downstreams : [];
    parts.push(`${numberText(dead.transient)} can be replayed once ${only ? `${only} is healthy` : "their cause is gone"}.`);
  }
  if (dead.poison > 0) parts.push(`${numberText(dead.poison)} ${dead.poison === 1 ? "needs" : "need"} an edit or a discard.`);
  if (dead.unknown > 0) parts.push(`Of ${numberText(dead.unknown)} the cause is unknown.`);
  return parts;
}

/** The replays that are not over; null: there are none. */
export function runningText({ replays, paused, messages, cameBack }: RunningReplays): string | null {
  if (replays === 0) return null;
  const back = cameBack > 0 ? `; ${numberText(cameBack)} came back` : "";
  if (replays === 1) return `A replay of ${numberText(messages)} ${paused ? "is paused" : "is running"}${back}.`;
  const state = paused === replays ? "are paused" : `are under way${paused ? `, ${paused} paused` : ""}`;
  return `${replays} replays of ${numberText(messages)} ${state}${back}.`;
}

/** Nothing dead is known and nothing is read now: what was known when the queues were last read, if they were. */
function answerBlind({ queues: { watched, neverRead, waiting, unheld } }: Sight, { kind, what }: Blindness): string {
  if (kind === "hidden") return what;
  if (kind === "unconfigured") return "Nothing can die here yet: no source is configured.";
  const since = "Since then nothing is known.";
  if (watched === neverRead) return "No queue has been read yet, so it is not known whether anything is dead.";
  if (neverRead > 0)
    return `Nothing was dead in the queues that were read. ${countText(neverRead, "other was", "others were")} never read. ${since}`;
  const rest = [
    waiting === null && "How much waited in the brokers was unknown.",
    waiting && `${countText(waiting, "message")} waited in the brokers.`,
    unheld > 0 && `Up to ${countText(unheld, "older record")} of the topics ${unheld === 1 ? "was" : "were"} not in this database.`,
  ].filter(Boolean);
  if (rest.length > 0) return ["Nothing captured was dead when the queues were last read.", ...rest, since].join(" ");
  return `Nothing was dead when the queues were last read. ${since}`;
}

/** Nothing is dead, said only as far as it is known. */
export function answerNothing(sight: Sight): string {
  const blind = blindnessOf(sight);
  if (blind?.total) return answerBlind(sight, blind);
  const { watched, paused, failed, waiting, unheld, readAt } = sight.queues;
  if (blind) return "Nothing that can be read is dead.";
  if (watched === 0) return "No queue is watched yet.";
  if (paused + failed > 0) return `Nothing captured is dead. ${countText(paused + failed, "queue is", "queues are")} not being read.`;
  if (unheld > 0)
    return `Nothing captured is dead. Up to ${countText(unheld, "older record")} of the topics ${unheld === 1 ? "is" : "are"} not in this database: see Queues.`;
  if (waiting) return `Nothing captured is dead. ${countText(waiting, "message waits", "messages wait")} in the brokers.`;
  if (waiting === null || !readAt) return "Nothing captured is dead. How much waits in the brokers is unknown.";
  const age = lastedText(Math.max(sight.now.getTime() - readAt.getTime(), 1_000));
  return watched === 1
    ? `Nothing is dead. The watched queue is empty, and was read in the last ${age}.`
    : `Nothing is dead. All ${watched} queues are empty, and were read in the last ${age}.`;
}
