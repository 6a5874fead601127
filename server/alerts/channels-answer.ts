import type { Answer } from "../queues/output.ts";
import { listWords } from "../text/list.ts";
import { markLine } from "../text/marked.ts";
import { numberText } from "../text/numbers.ts";
import type { ChannelLine } from "./output.ts";
import { untilText } from "./words.ts";

type Known = Pick<ChannelLine, "name" | "failingSince" | "deliveredAt" | "pausedAt" | "answer" | "waiting">;

/** The sentence over the channels: what fails, and whether people heard otherwise. */
export function answerChannels(channels: readonly Known[], now: Date): Answer {
  const failing = channels.filter(({ failingSince }) => failingSince !== null);
  const [first] = failing;
  const waiting = channels.reduce((all, channel) => all + channel.waiting, 0);
  const rest = [pausedText(channels), waitingText(waiting)].filter((part) => part !== null);
  if (first) {
    const works = channels
      .filter(({ failingSince, deliveredAt }) => failingSince === null && deliveredAt !== null)
      .map(({ name }) => markLine(name));
    const heard =
      works.length > 0 ? `People are told by ${listWords(works)}.` : "No other channel is known to work, so people may not know.";
    const name = markLine(first.name);
    const title =
      failing.length === 1
        ? `${name} has failed since ${untilText(first.failingSince, now)}${first.answer ? `: ${markLine(first.answer).replace(/\.$/, "")}` : ""}.`
        : `${numberText(failing.length)} of ${numberText(channels.length)} channels fail, ${name} since ${untilText(first.failingSince, now)}.`;
    return { title, sub: [heard, ...rest].join(" ") };
  }
  if (channels.some(({ pausedAt }) => pausedAt !== null))
    return { title: pausedTitle(channels), sub: waitingText(waiting) ?? "Nothing waits." };
  return { title: titleOf(channels), sub: rest.join(" ") || "Each notice and its answer is in the log below." };
}

function pausedTitle(channels: readonly Known[]): string {
  const paused = channels.filter(({ pausedAt }) => pausedAt !== null);
  const [first] = paused;
  if (paused.length === channels.length)
    return `${channels.length === 1 ? "The only channel is" : "All channels are"} paused, so nobody is told of alerts.`;
  return paused.length === 1
    ? `${markLine(first?.name ?? "")} is paused, and its notices wait until somebody resumes it.`
    : `${numberText(paused.length)} of ${numberText(channels.length)} channels are paused, and their notices wait until somebody resumes them.`;
}

function titleOf(channels: readonly Known[]): string {
  const unused = channels.filter(({ deliveredAt }) => deliveredAt === null).length;
  if (channels.length === 0) return "No channel is configured, so nobody is told of alerts.";
  if (unused === channels.length) return "No channel has been used yet, so none is known to work.";
  if (unused > 0)
    return `No channel fails; ${numberText(unused)} of ${numberText(channels.length)} ${unused === 1 ? "has" : "have"} not been used yet.`;
  return channels.length === 1 ? "The only channel works." : `All ${numberText(channels.length)} channels work.`;
}

function pausedText(channels: readonly Known[]): string | null {
  const paused = channels.filter(({ pausedAt }) => pausedAt !== null).map(({ name }) => markLine(name));
  return paused.length === 0 ? null : `${listWords(paused)} ${paused.length === 1 ? "is" : "are"} paused.`;
}

function waitingText(waiting: number): string | null {
  return waiting === 0 ? null : `${numberText(waiting)} ${waiting === 1 ? "notice waits" : "notices wait"}.`;
}
