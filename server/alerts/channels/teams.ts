import type { Outbound } from "../../outbound/outbound.ts";
import type { Channel, ChannelAnswer } from "../channel.ts";
import type { Notice } from "../notice.ts";
import { type Answered, ask, judgeStatus } from "./ask.ts";
import { cutText } from "./cut.ts";

interface Options {
  readonly webhookUrl: string;
}

/**
 * A workflow of Microsoft Teams ("when a Teams webhook request is received"), which gets an adaptive card. Its 202 says that the workflow has begun, and
 * nothing tells whether it has posted the card.
 */
export function openTeams({ webhookUrl }: Options, outbound: Outbound): Channel {
  const send = (notice: Notice, signal: AbortSignal) =>
    ask(outbound, { url: webhookUrl, body: JSON.stringify(messageOf(notice)), signal }, judge);
  return {
    post: send,
    update: (notice, _ref, signal) => send(notice, signal),
    resolve: (notice, _ref, signal) => send(notice, signal),
    close: async () => outbound.close(),
  };
}

function judge(answered: Answered): ChannelAnswer {
  const judged = judgeStatus(answered);
  return judged.is === "delivered" ? { ...judged, said: "The workflow has it. Whether it posted the card is in its run history." } : judged;
}

/** A message may have 28 kB; a card of this has a few. */
export function messageOf(notice: Notice): object {
  const { title, sentence, next, told, status, severity, environment, facts, url, links, state } = notice;
  const tone = state === "resolved" ? "Good" : severity === "info" ? "Default" : severity === "warning" ? "Warning" : "Attention";
  const body = [
    line(`${environment.name} · ${severity} · ${status}`, { color: tone, weight: "Bolder", size: "Small" }),
    line(title, { weight: "Bolder", size: "Medium" }),
    line(sentence),
    ...(next === "" ? [] : [line(next)]),
    line(told, { isSubtle: true }),
    ...facts.slice(0, 8).map(({ label, text }) => line(`${label}: ${text}`, { size: "Small" })),
  ];
  const open = [{ label: "Open in Redrive", href: url }, ...links].slice(0, 6);
  const card = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    fallbackText: runText(`${title}: ${url}`),
    body,
    actions: open.map(({ label, href }) => ({ type: "Action.OpenUrl", title: runText(label, 60), url: href })),
    msteams: { width: "Full" },
  };
  return { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: card }] };
}

/** A text run takes no Markdown, unlike a text block. */
function line(text: string, more: object = {}): object {
  return { type: "RichTextBlock", inlines: [{ type: "TextRun", text: runText(text), ...more }] };
}

/** "{{DATE(...)}}" would be replaced, and "<at>" is how a mention is written. */
function runText(text: string, most = 700): string {
  return cutText(text, most, (one) => (one === "{" ? "{\u200B" : one === "<" ? "‹" : one));
}
