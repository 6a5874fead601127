import type { ChannelConfig } from "../../config/config.ts";
import { Outbound } from "../../outbound/outbound.ts";
import { serviceRule } from "../../outbound/rule.ts";
import type { Channel, ChannelAnswer } from "../channel.ts";
import type { Notice } from "../notice.ts";
import { type Answered, ask, judgeStatus, quote } from "./ask.ts";
import { slackMessage } from "./slack-message.ts";

/** An incoming webhook. It answers "ok", or a word and a status (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
export function openSlackWebhook({ webhook }: Extract<ChannelConfig, { kind: "slack-webhook" }>, allow: readonly string[]): Channel {
  const outbound = new Outbound(serviceRule(allow));
  const post = (notice: Notice, signal: AbortSignal) => {
    const { text, blocks } = slackMessage(notice, { acts: false });
    return ask(outbound, { url: webhook, body: JSON.stringify({ text, blocks }), signal }, judge);
  };
  return {
    gapMs: 1_000,
    post,
    update: (notice, _ref, signal) => post(notice, signal),
    resolve: (notice, _ref, signal) => post(notice, signal),
    close: async () => outbound.close(),
  };
}

function judge(answered: Answered): ChannelAnswer {
  if (answered.status === 200) return { is: "delivered", ref: null, said: "posted" };
  const judged = judgeStatus(answered, quote(answered.text));
  return judged.is === "broken" ? { ...judged, said: `${judged.said.replace(/\.?$/, ".")} Make a new webhook.` } : judged;
}
