import type { Notice, NoticeAct } from "../notice.ts";

/**
 * At most what Block Kit takes, and less where the sum would be too long: more than about 13,000 characters are refused (bolt-js 2509). Counted in UTF-16 units (docs.slack.dev/reference/block-kit/blocks).
 */
const most = { header: 150, section: 3_000, field: 400, fields: 10, button: 75, url: 3_000, context: 1_000, text: 3_000 } as const;

/** Everything that anybody may have chosen is in objects of this type, which Slack shows as it is: no mention, no link, no format, no emoji by name. */
interface PlainText {
  readonly type: "plain_text";
  readonly text: string;
  readonly emoji: false;
}

type Block =
  | { readonly type: "header"; readonly text: PlainText }
  | { readonly type: "section"; readonly text?: PlainText; readonly fields?: readonly PlainText[] }
  | { readonly type: "context"; readonly elements: readonly PlainText[] }
  | { readonly type: "actions"; readonly block_id: string; readonly elements: readonly Button[] };

interface Button {
  readonly type: "button";
  readonly action_id: string;
  readonly text: PlainText;
  readonly value?: string;
  readonly url?: string;
  readonly style?: "primary";
}

/** What chat.postMessage, chat.update and an incoming webhook take. `text` is for notifications and screen readers; it is never read as markup. */
export interface SlackMessage {
  readonly text: string;
  readonly mrkdwn: false;
  readonly parse: "none";
  readonly link_names: false;
  readonly unfurl_links: false;
  readonly unfurl_media: false;
  readonly blocks: readonly Block[];
}

/** What a button does, by its `action_id`. Never a replay or a discard. */
export const slackActs: Readonly<Record<string, { readonly act: NoticeAct; readonly label: string }>> = {
  "redrive.acknowledge": { act: "acknowledge", label: "Acknowledge" },
  "redrive.take_back": { act: "take_back", label: "Take back" },
  "redrive.snooze": { act: "snooze", label: "Snooze 1 h" },
};
export const snoozeMinutes = 60;

const marks: Readonly<Record<Notice["state"], string>> = {
  firing: "\u{1F534}",
  acknowledged: "\u{1F535}",
  snoozed: "⚪",
  muted: "⚪",
  silenced: "⚪",
  resolved: "\u{1F7E2}",
};

/** The message of an alert as it is now. `acts`: its buttons act; without, there is only the link. */
export function slackMessage(notice: Notice, { acts }: { readonly acts: boolean }): SlackMessage {
  const { state, status, title, sentence, next, environment, rule, severity, asOf, facts } = notice;
  const fields = facts.slice(0, most.fields).map(({ label, text }) => plain(`${label}\n${text}`, most.field));
  return messageOf(`${status}: ${title}`, [
    { type: "header", text: plain(`${marks[state]} ${status}: ${title}`, most.header) },
    { type: "section", text: plain([sentence, next].filter(Boolean).join("\n"), most.section) },
    ...(fields.length > 0 ? [{ type: "section", fields } as const] : []),
    ...actionsOf(notice, acts),
    { type: "context", elements: [plain([environment.name, severity, rule, `as of ${timeText(asOf)}`].join(" · "), most.context)] },
  ]);
}

/** What a transition says by itself, for the thread of the message. */
export function slackReply(notice: Notice): SlackMessage {
  const { happened, told, title, sentence } = notice;
  const news = happened === "resolved" ? `${told} ${sentence}` : happened === "fired" ? `${told} ${title}.` : told;
  return messageOf(news, [{ type: "section", text: plain(news, most.section) }]);
}

/** A sentence for one person. */
export function slackNote(words: string): SlackMessage {
  return messageOf(words, [{ type: "section", text: plain(words, most.section) }]);
}

function messageOf(text: string, blocks: readonly Block[]): SlackMessage {
  return {
    text: escaped(cut(text, most.text)),
    mrkdwn: false,
    parse: "none",
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks,
  };
}

function actionsOf({ acts, dedupKey, url, links }: Notice, act: boolean): readonly Block[] {
  const buttons = Object.entries(slackActs).filter(([, one]) => act && acts.includes(one.act));
  const elements: Button[] = buttons.map(([action, one]) => ({
    type: "button",
    action_id: action,
    text: plain(one.label, most.button),
    value: dedupKey,
    ...(one.act === "acknowledge" ? { style: "primary" } : {}),
  }));
  if (url.length <= most.url)
    elements.push({ type: "button", action_id: "redrive.open", text: plain("Open in Redrive", most.button), url });
  const [first] = links;
  if (first && first.href.length <= most.url)
    elements.push({ type: "button", action_id: "redrive.first", text: plain(first.label, most.button), url: first.href });
  return elements.length > 0 ? [{ type: "actions", block_id: "redrive", elements }] : [];
}

function plain(text: string, longest: number): PlainText {
  // Slack refuses an empty text.
  return { type: "plain_text", text: cut(text.trim() === "" ? "—" : text, longest), emoji: false };
}

/** Cut text ends with "…", and never within a character. */
function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** The three characters that Slack reads in text (docs.slack.dev/messaging/formatting-message-text#escaping). */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const timeText = (at: Date) => `${at.toISOString().slice(11, 19)} UTC`;
