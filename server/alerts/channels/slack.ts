import { z } from "zod";
import { crashPoint } from "../../process/crash-point.ts";
import type { ChannelConfig } from "../../config/config.ts";
import type { Channel, ChannelAnswer, ChannelRef } from "../channel.ts";
import type { Notice } from "../notice.ts";
import { ringing } from "../ringing.ts";
import { answerOfProblem, SlackApi } from "./slack-api.ts";
import { slackMessage, slackReply } from "./slack-message.ts";

export type SlackConfig = Extract<ChannelConfig, { kind: "slack" }>;

/** Where a message of Slack is. */
interface At {
  readonly channel: string;
  readonly ts: string;
  /** The transition that it was posted with, which the thread need not say again. */
  readonly seq: number;
}

/** Slack takes about one message a second and channel (docs.slack.dev/apis/web-api/rate-limits). */
const gapMs = 1_000;
const eventType = "redrive_alert";

/** One message an alert, kept up to date, and its history in the thread. `allow`: addresses that are open besides public and private ones. */
export function openSlack(config: SlackConfig, allow: readonly string[]): Channel {
  const api = new SlackApi(config, allow);
  const acts = config.signingSecret !== null;

  async function post(notice: Notice, signal: AbortSignal, again: boolean): Promise<ChannelAnswer> {
    if (again) {
      const found = await findPosted(notice, signal);
      if (found !== null) return "is" in found ? found : update(notice, { ...found }, signal, true);
    }
    const values = { channel: config.channel, ...slackMessage(notice, { acts }), metadata: markOf(notice, notice.seq) };
    const told = await api.call("chat.postMessage", values, signal);
    if (!told.ok) return answerOfProblem(told.problem);
    const { channel, ts } = told.body;
    if (typeof ts !== "string") return { is: "retry", afterMs: null, said: "Slack: an answer without ts" };
    return {
      is: "delivered",
      ref: { channel: typeof channel === "string" ? channel : config.channel, ts, seq: notice.seq },
      said: "posted",
    };
  }

  async function update(notice: Notice, ref: ChannelRef | null, signal: AbortSignal, again: boolean): Promise<ChannelAnswer> {
    const at = atOf(ref);
    if (at === null) return post(notice, signal, true);
    if (at.channel !== config.channel) return { is: "gone", said: "redrive.yaml names another channel now" };
    const told = await api.call(
      "chat.update",
      { channel: at.channel, ts: at.ts, ...slackMessage(notice, { acts }), metadata: markOf(notice, at.seq) },
      signal,
    );
    if (!told.ok) return answerOfProblem(told.problem);
    crashPoint("slack.updated");
    return (await reply(notice, at, signal, again)) ?? { is: "delivered", ref: { ...at }, said: "updated in place" };
  }

  /** Tells the thread of a transition. null: it is told, or need not be. Numbers alone are no news. */
  async function reply(
    notice: Notice,
    { channel, ts, seq: first }: At,
    signal: AbortSignal,
    again: boolean,
  ): Promise<ChannelAnswer | null> {
    if (notice.happened === "changed" || notice.toldSeq <= first) return null;
    if (again) {
      const told = await api.call("conversations.replies", { channel, ts, limit: 200, include_all_metadata: true }, signal);
      if (told.ok && findMessage(told.body, ({ thread, seq }) => thread && seq === notice.seq, notice.dedupKey) !== null) return null;
      if (!told.ok && answerOfProblem(told.problem).is === "retry") return answerOfProblem(told.problem);
    }
    // An edited message notifies nobody: what is news goes to the channel too.
    const broadcast = ringing.includes(notice.happened);
    const values = { channel, thread_ts: ts, reply_broadcast: broadcast, ...slackReply(notice), metadata: markOf(notice, notice.seq) };
    const told = await api.call("chat.postMessage", values, signal);
    return told.ok ? null : answerOfProblem(told.problem);
  }

  /** The message that a lost try has posted. null: there is none, or the app may not look, so that it is posted again. */
  async function findPosted(notice: Notice, signal: AbortSignal): Promise<At | ChannelAnswer | null> {
    const oldest = String(Math.floor(notice.since.getTime() / 1_000) - 60);
    const values = { channel: config.channel, oldest, limit: 200, include_all_metadata: true };
    const told = await api.call("conversations.history", values, signal);
    if (told.ok) {
      const found = findMessage(told.body, ({ thread }) => !thread, notice.dedupKey);
      return found && { channel: config.channel, ...found };
    }
    const answer = answerOfProblem(told.problem);
    return answer.is === "retry" ? answer : null;
  }

  return { gapMs, post, update, resolve: update, close: async () => api.close() };
}

function atOf(ref: ChannelRef | null): At | null {
  const { channel, ts, seq } = ref ?? {};
  return typeof channel === "string" && typeof ts === "string" && typeof seq === "number" ? { channel, ts, seq } : null;
}

/** By what a message of ours is found again (docs.slack.dev/messaging/message-metadata). */
const markOf = ({ dedupKey }: Notice, seq: number) => ({ event_type: eventType, event_payload: { key: dedupKey, seq } });

const marked = z.object({
  ts: z.string(),
  thread_ts: z.string().optional(),
  metadata: z.object({ event_type: z.literal(eventType), event_payload: z.object({ key: z.string(), seq: z.number() }) }),
});

/** The newest message with the mark of this alert that is wanted; null: there is none. `thread`: it is a reply, in the channel too or not. */
function findMessage(
  { messages }: Readonly<Record<string, unknown>>,
  isWanted: (found: { readonly thread: boolean; readonly seq: number }) => boolean,
  key: string,
): Pick<At, "ts" | "seq"> | null {
  for (const message of Array.isArray(messages) ? messages : []) {
    const { data } = marked.safeParse(message);
    if (data?.metadata.event_payload.key !== key) continue;
    const thread = data.thread_ts !== undefined && data.thread_ts !== data.ts;
    const { seq } = data.metadata.event_payload;
    if (isWanted({ thread, seq })) return { ts: data.ts, seq };
  }
  return null;
}
