import type { Outbound } from "../../outbound/outbound.ts";
import type { Channel, ChannelAnswer, ChannelRef } from "../channel.ts";
import type { Notice } from "../notice.ts";
import type { Severity } from "../rule.ts";
import { ringing } from "../ringing.ts";
import type { TransitionKind } from "../transition.ts";
import { type Answered, ask, judgeStatus, quote, readRecord } from "./ask.ts";
import { cutText } from "./cut.ts";

interface Options {
  readonly webhookUrl: string;
}

/** Nobody is told of an edit, so these get a line of their own too. */
const tells: readonly TransitionKind[] = [...ringing, "acknowledged", "resolved"];

/** Codes of Discord's JSON errors. */
const unknownMessage = 10_008;

/**
 * A webhook of Discord: one message an alert, edited in place. A try that fails between the edit and the line below does both again: the edit changes
 * nothing then. Discord answers 429 with Retry-After.
 */
export function openDiscord({ webhookUrl }: Options, outbound: Outbound): Channel {
  const send = (method: "POST" | "PATCH", path: string, body: object, signal: AbortSignal) => {
    const url = new URL(webhookUrl);
    url.pathname = url.pathname.replace(/\/+$/, "") + path;
    if (method === "POST") url.searchParams.set("wait", "true");
    return ask(outbound, { method, url: url.href, body: JSON.stringify({ ...body, allowed_mentions: { parse: [] } }), signal }, judge);
  };
  const post = (notice: Notice, signal: AbortSignal) => send("POST", "", { embeds: [embedOf(notice)] }, signal);
  const update = async (notice: Notice, ref: ChannelRef | null, signal: AbortSignal): Promise<ChannelAnswer> => {
    const message = ref?.["message"];
    if (typeof message !== "string") return post(notice, signal);
    const edited = await send("PATCH", `/messages/${encodeURIComponent(message)}`, { embeds: [embedOf(notice)] }, signal);
    if (edited.is !== "delivered") return edited;
    if (!tells.includes(notice.happened)) return { ...edited, ref };
    const told = await send("POST", "", { content: lineOf(notice) }, signal);
    return told.is === "delivered" ? { ...told, ref } : told;
  };
  return { post, update, resolve: update, close: async () => outbound.close() };
}

function judge(answered: Answered): ChannelAnswer {
  const { id, code, message } = readRecord(answered.text);
  if (answered.status === 404 && code === unknownMessage) return { is: "gone", said: "The message was deleted in Discord." };
  const judged = judgeStatus(answered, answered.status < 300 ? "" : quote(message));
  if (judged.is !== "delivered") return judged;
  if (typeof id !== "string") return { is: "broken", said: `Answered ${answered.status} without a message: it is no webhook of Discord.` };
  return { ...judged, ref: { message: id } };
}

const colours: Readonly<Record<Severity | "over", number>> = {
  info: 0x4b_6b_8a,
  warning: 0xb4_7a_00,
  error: 0xc2_3b_22,
  critical: 0x9b_10_2e,
  over: 0x2e_7d_4f,
};

/** Limits of an embed: title 256, description 4096, 25 fields of 256 and 1024, footer 2048; 6000 together. */
function embedOf(notice: Notice): object {
  const { title, sentence, next, status, state, severity, environment, facts, url, links, rule, asOf } = notice;
  const more = links.map(({ label, href }) => `[${plainText(label, 80)}](${hrefOf(href)})`);
  const fields = [{ label: "Status", text: status }, ...facts.slice(0, 8)];
  return {
    title: plainText(title, 256),
    url,
    color: colours[state === "resolved" ? "over" : severity],
    description: [plainText(sentence, 1_200), plainText(next, 800), more.join(" · ")]
      .filter((line) => line !== "")
      .join("\n\n")
      .slice(0, 4_096),
    fields: fields.map(({ label, text }) => ({ name: plainText(label, 60), value: plainText(text, 250) || "-", inline: true })),
    footer: { text: cutText(`${environment.name} · ${severity} · ${rule}`, 300) },
    timestamp: asOf.toISOString(),
  };
}

/** The line of a message, of at most 2000 characters. */
function lineOf({ told, title, url }: Notice): string {
  return `${plainText(title, 600)}\n${plainText(told, 900)} [Open](${hrefOf(url)})`;
}

/** Nothing of it formats, links, mentions or draws an emoji: Discord shows what stands behind a backslash as it is, if it is no letter, digit or space. */
function plainText(text: string, most: number): string {
  return cutText(text, most, (one) => (/[\\`*_{}[\]()<>#+\-.!|~@:/&]/.test(one) ? `\\${one}` : one));
}

/** A bracket would end the link. */
function hrefOf(href: string): string {
  return href.replaceAll(/[()<>\s]/g, (one) => `%${one.codePointAt(0)?.toString(16).toUpperCase().padStart(2, "0")}`);
}
