import type { Answer } from "../queues/output.ts";
import { listWords } from "../text/list.ts";
import { markLine } from "../text/marked.ts";
import { numberText } from "../text/numbers.ts";
import type { LostChannel } from "./find-lost-channels.ts";
import { untilText } from "./words.ts";

export interface AlertCounts {
  /** Alerts that fire and that nobody has acknowledged, snoozed, muted or silenced. */
  readonly firing: number;
  readonly acknowledged: number;
  /** Those that fire and tell nobody: snoozed, muted or silenced. */
  readonly quiet: number;
  readonly pending: number;
}

export interface AlertsFacts extends AlertCounts {
  /** When the next pending alert of which something is known fires unless it clears, and when the next step of an escalation is taken; null: none is to come. */
  readonly firesAt: Date | null;
  readonly nextStepAt: Date | null;
  readonly rules: number;
  readonly channels: number;
  /** Channels through which nothing gets at this moment. */
  readonly broken: readonly { readonly name: string; readonly since: Date }[];
  /** Channels that somebody paused. */
  readonly paused: readonly string[];
  /** Channels that rules or teams name and that redrive.yaml does not have. */
  readonly lost: readonly LostChannel[];
  readonly now: Date;
}

const few = ["no", "one", "two", "three", "four", "five"] as const;

/** The sentence over the alerts. What does not reach people comes first: then nobody may know of the rest. */
export function answerAlerts(facts: AlertsFacts): Answer {
  const title = firingText(facts);
  const rest = [stepText(facts), pendingText(facts), quietText(facts), pausedText(facts), channelsText(facts), lostText(facts)].filter(
    (part) => part !== null,
  );
  const broken = brokenText(facts);
  if (broken) return { title: broken, sub: [title, ...rest].join(" ") };
  return { title, sub: rest.join(" ") || rulesText(facts.rules) };
}

function firingText({ firing, acknowledged, quiet }: AlertCounts): string {
  if (firing === 1) return "One alert fires, and nobody has it.";
  if (firing > 1) return `${capital(countText(firing))} alerts fire, and nobody has ${firing === 2 ? "either" : "any"} of them.`;
  const held = acknowledged + quiet;
  if (held === 0) return "No alert fires.";
  return quiet === 0
    ? `Somebody has ${held === 1 ? "the alert" : `all ${countText(held)} alerts`} that ${held === 1 ? "fires" : "fire"}.`
    : `${capital(countText(held))} ${held === 1 ? "alert fires" : "alerts fire"}, and none waits for somebody.`;
}

function stepText({ firing, nextStepAt, now }: AlertsFacts): string | null {
  return firing > 0 && nextStepAt ? `The next step of an escalation is at ${untilText(nextStepAt, now)}.` : null;
}

function pendingText({ pending, firesAt, now }: AlertsFacts): string | null {
  if (pending === 0) return null;
  if (firesAt === null)
    return `${pending === 1 ? "One more is" : `${capital(countText(pending))} more are`} pending, and not known at the moment.`;
  const when = firesAt > now ? ` at ${untilText(firesAt, now)}` : " soon";
  return pending === 1
    ? `One more is pending and fires${when} unless it clears.`
    : `${capital(countText(pending))} more are pending; the first fires${when} unless it clears.`;
}

function quietText({ acknowledged, quiet, firing }: AlertsFacts): string | null {
  const parts = [
    ...(acknowledged > 0 && (firing > 0 || quiet > 0) ? [`${countText(acknowledged)} acknowledged`] : []),
    ...(quiet > 0 ? [`${countText(quiet)} snoozed, muted or silenced`] : []),
  ];
  return parts.length === 0 ? null : `${capital(listWords(parts))}.`;
}

function channelsText({ channels }: AlertsFacts): string | null {
  return channels === 0 ? "No channel is configured, so nobody is told: channels in redrive.yaml says where alerts go." : null;
}

function lostText({ lost }: AlertsFacts): string | null {
  const [first, ...others] = lost;
  if (!first) return null;
  const more = others.length === 0 ? "" : ` ${numberText(others.length)} more ${others.length === 1 ? "name is" : "names are"} wrong.`;
  return `The ${markLine(first.of)} names the channel ${markLine(first.channel)}, which redrive.yaml does not have.${more}`;
}

function pausedText({ paused }: AlertsFacts): string | null {
  return paused.length === 0
    ? null
    : `${listWords(paused.map(markLine))} ${paused.length === 1 ? "is paused, and its notices wait until somebody resumes it" : "are paused, and their notices wait until somebody resumes them"}.`;
}

function brokenText({ broken, paused, channels, now }: AlertsFacts): string | null {
  const [first, ...others] = broken;
  const reached = channels - new Set([...paused, ...broken.map(({ name }) => name)]).size;
  if (reached === 0 && paused.length > 0) {
    const why = paused.length === channels ? "paused" : "paused or fail";
    return `No alert reaches people: ${channels === 1 ? "the only channel is paused" : `all channels are ${why}`}.`;
  }
  if (!first) return null;
  if (broken.length === channels)
    return `No alert reaches people: ${channels === 1 ? "the only channel has failed" : "all channels have failed"} since ${untilText(first.since, now)}.`;
  const more = others.length === 0 ? "" : ` and ${countText(others.length)} more`;
  return `No alert has got through ${markLine(first.name)}${more} since ${untilText(first.since, now)}.`;
}

function rulesText(rules: number): string {
  return rules === 0
    ? "No rule is in force, so none ever will."
    : `${numberText(rules)} ${rules === 1 ? "rule is" : "rules are"} in force.`;
}

function countText(n: number): string {
  return few[n] ?? numberText(n);
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
