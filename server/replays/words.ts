import { checkWords } from "../checks/words.ts";
import type { ReplayTarget } from "../db/schema/replays.ts";
import { markLine } from "../text/marked.ts";
import type { Json, Reason } from "../messages/reason.ts";
import { listWords } from "../text/list.ts";
import { numberText } from "../text/numbers.ts";
import type { OutcomeCounts } from "./outcome-counts.ts";

/** A target in words, for pages, confirmations and the audit log. */
export function targetWords(target: ReplayTarget): string {
  switch (target.to) {
    case "failed_queue":
      return target.partition ? "the queue and partition that each came from" : "the queue that each failed in";
    case "origin":
      return "the exchange that each was published to";
    case "release":
      return "the dead-letter queue that each came from";
    case "queue":
      return target.part === undefined ? target.queue : `${target.queue}, partition ${target.part}`;
    case "exchange":
      return target.exchange || "the default exchange";
  }
}

/** How many the broker has taken. */
export function sentCount({ observing, presumedOk, processed, confirmed, cameBack }: OutcomeCounts): number {
  return observing + presumedOk + processed + confirmed + cameBack;
}

/** A length of time in round words. */
export function duration(seconds: number): string {
  if (seconds < 1) return "a second";
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

const restored =
  "This database was restored from a backup, was copied, or runs on another server. Messages that were sent after that backup still count as waiting here.";

/** "3 of 5", as far as what came back was sent since the last resume. */
function cameBackOf(n: Json | undefined, of: Json | undefined): string {
  return Number(n) <= Number(of) ? `${numberText(Number(n))} of ${numberText(Number(of))}` : numberText(Number(n));
}

/** How much waits in targets whose backlog did not shrink, without a full stop. */
export function standingWords(n: number, places: readonly string[]): string {
  return `${numberText(n)} ${n === 1 ? "message waits" : "messages wait"} in ${listWords(places)}, no fewer than when the last was sent`;
}

/** Names, as far as they are noted. */
function listOf(names: Json | undefined): string {
  return Array.isArray(names) && names.length > 0 ? names.join(", ") : "its target";
}

type Facts = { readonly [name: string]: Json };

const reasons: Readonly<Record<string, (facts: Facts) => string>> = {
  worker_lost: () => "The worker stopped between sending and noting the outcome. It was sent or not: nobody can tell.",
  outcome_lost: () => "It was sent or not: what the broker said could not be written down.",
  sent_since_backup: () => "This database was restored, copied or moved. It may have been sent after that.",
  not_told_since_backup: () => "This database was restored, copied or moved. It may have been sent after that, and the broker cannot tell.",
  found_sent: () => "The broker has it after all.",
  found_unsent: () => "The broker says that it never arrived: the message is dead again.",
  found_unsent_again: () => "The broker says that it never arrived: it is sent again.",
  failures_in_row: ({ n, last }) => `The last ${n} were not sent: ${last ? reasonWords(last as unknown as Reason) : "no reason given"}`,
  not_sent: ({ seconds, cause }) =>
    `Nothing could be sent for ${duration(Number(seconds))}: ${String(cause)} Mend that, then resume: what was not sent still waits.`,
  restored: ({ asked, left }) =>
    [
      restored,
      Number(asked) > 0
        ? `The broker is asked about ${numberText(Number(asked))} of them: those that it does not have wait again. Resume sends all that wait; cancel sends none.`
        : "Resume sends them, again where they were sent before; cancel sends none.",
      ...(Number(left) > 0
        ? [
            `Left out of this replay: ${numberText(Number(left))} that had no turn before that backup. They stay dead here, and resume does not send them. They may have been sent after that backup, so look at the target before you replay them.`,
          ]
        : []),
    ].join(" "),
  came_back: ({ n, of, percent }) => `${cameBackOf(n, of)} came back, more than ${String(percent)} %. Look at why before you send more.`,
  canary_came_back: ({ n, of }) => `${cameBackOf(n, of)} of the canary came back. Nothing else was sent. Look at why before you go on.`,
  canary_held: ({ n, reason }) =>
    `${numberText(Number(n))} of the canary cannot be sent yet${reason ? ` (${reasonWords(reason as unknown as Reason)})` : ""}. The others wait for the canary. Mend that, then resume; or skip the canary.`,
  canary_unproven: () =>
    "No message of the canary could be watched to its end: each was not sent or came back. So the canary proves nothing, and a resume does not help. Skip the canary, or cancel.",
  canary_unconsumed: ({ places }) =>
    `Nobody consumes ${listOf(places)}, so the canary proves nothing. Start its consumers, then resume: the canary is watched again. Or skip the canary.`,
  canary_backlog: ({ places, n }) =>
    `Sent messages wait in ${listOf(places)}: ${numberText(Number(n))} are there, no fewer than before, so the canary may not have been consumed. Look at the consumers. Then resume, which accepts this backlog and watches the canary again; or skip the canary.`,
  canary_unasked: ({ places, cause }) =>
    `The broker could not be asked who consumes ${listOf(places)}: ${String(cause)} Nothing else was sent. Mend that, then resume; or skip the canary.`,
  canary_unread: ({ places }) =>
    `Redrive has not read ${listOf(places)} to its end since the canary was sent, so a message that died again would not be seen. Nothing else was sent. Look at its capture, then resume: the canary is watched again. Or skip the canary.`,
  canary_unknown: ({ n }) =>
    `${numberText(Number(n))} of the canary may have been sent: the broker's answer is not known, so they prove nothing. Decide about them, then resume; or skip the canary.`,
  canary_untaken: ({ n, of }) =>
    `The broker did not take ${numberText(Number(n))} of ${numberText(Number(of))} of the canary. Nothing else was sent. Look at why before you go on.`,
  consumers_gone: ({ places }) => `Nobody consumes ${listOf(places)} any more. Sent messages wait there; resume sends more.`,
  consumers_fell: ({ place, n, of }) =>
    `${numberText(Number(of) - Number(n))} of ${numberText(Number(of))} consumers of ${String(place)} are gone. Look at why; resume sends more to those that are left.`,
  unwatched: () => "It was sent. Its watch ended before that proved anything, so whether it died again is not known.",
  unconsumed: ({ places }) => `No consumer of ${listOf(places)} was seen`,
  standing: ({ places, n }) => standingWords(Number(n), Array.isArray(places) ? places.map(String) : []),
  unread: ({ queue }) => `Redrive did not read ${queue ? String(queue) : "the dead-letter queue"} to its end after the messages were sent`,
  watch_stopped: ({ by, reason }) => `${String(by)} stopped the watch (${String(reason)})`,
  trials_came_back: ({ downstream, n, of }) =>
    `${String(downstream)} has closed, but ${numberText(Number(n))} of ${numberText(Number(of))} that were let go to it first came back. Look at why. The rest still waits; resume sends it.`,
  new_failures: ({ n, title }) =>
    `${numberText(Number(n))} came back with another failure than before${title ? `, the newest with ${String(title)}` : ""}.`,
  untaken: ({ n, of, percent }) =>
    `The broker did not take ${numberText(Number(n))} of ${numberText(Number(of))}, more than ${String(percent)} %. They are dead again.`,
  canary_skipped: ({ by, reason }) => `${String(by)} skipped it: ${String(reason)}`,
  sent_after_all: () => "It had counted as not sent. It was sent after all: it came back.",
  back_by_event_id: () => "It may be what came back: the same event id, without a mark of Redrive.",
  back_by_body: () => "It may be what came back: the same key and body, without a mark of Redrive.",
  seen_processed: ({ application, at }) =>
    `${String(application)} has processed it${typeof at === "string" ? `, at ${at.slice(0, 19).replace("T", " ")} UTC` : ""}.`,
  decided: ({ by, sent, reason }) => `${by} says that it was ${sent ? "sent" : "not sent"}: ${reason}`,
};

/** Why an item, a message or a replay is in its state. What a broker or a person wrote is shown as it is, with what hides in it spelt. */
export function reasonWords({ code, data }: Reason): string {
  const facts: Facts = typeof data === "object" && data !== null && !Array.isArray(data) ? (data as Facts) : {};
  const words = typeof facts["text"] === "string" ? facts["text"] : (checkWords(code, data) ?? reasons[code]?.(facts) ?? code);
  return markLine(words);
}
