import { expect, test } from "vitest";
import type { Notice } from "../notice.ts";
import { slackMessage, slackNote, slackReply } from "./slack-message.ts";

const at = new Date("2026-11-29T03:11:44Z");
const notice: Notice = {
  alertId: 41,
  dedupKey: "redrive-production-41",
  seq: 3,
  toldSeq: 3,
  happened: "worse",
  at,
  asOf: at,
  state: "firing",
  severity: "error",
  environment: { name: "production", tone: "production" },
  rule: "many-dead-letters",
  status: "Firing",
  title: "payments.work.dlq holds 3,456 dead letters",
  sentence: "Payments.work.dlq holds 3,456 dead letters. It has fired since 02:50 UTC.",
  next: "See the groups.",
  facts: [{ label: "Where", text: "shop/payments.work.dlq" }],
  told: "It got much worse.",
  owner: null,
  holder: "nobody",
  since: at,
  resolvedAt: null,
  standsFor: 1,
  quiet: null,
  url: "https://redrive.example/alerts/41",
  links: [],
  acts: ["acknowledge", "snooze", "mute"],
};

interface Node {
  readonly type?: string;
  readonly text?: string | Node;
  readonly [key: string]: unknown;
}

/** Every object of the message that has a type, with those in it. */
function nodes(value: unknown): readonly Node[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.values(value).flatMap(nodes);
  return "type" in value ? [value as Node, ...below] : below;
}

const buttons = (message: unknown) => nodes(message).filter(({ type }) => type === "button");

test("it says the state first, and has buttons for what may be done", () => {
  const message = slackMessage(notice, { acts: true });
  expect(message.text).toBe("Firing: payments.work.dlq holds 3,456 dead letters");
  expect(message.blocks.map(({ type }) => type)).toEqual(["header", "section", "section", "actions", "context"]);
  expect(buttons(message).map(({ action_id: id, value, url }) => [id, value ?? url])).toEqual([
    ["redrive.acknowledge", notice.dedupKey],
    ["redrive.snooze", notice.dedupKey],
    ["redrive.open", notice.url],
  ]);
  expect(buttons(slackMessage(notice, { acts: false })).map(({ action_id: id }) => id)).toEqual(["redrive.open"]);
  expect(buttons(slackMessage({ ...notice, acts: ["take_back"] }, { acts: true })).map(({ action_id: id }) => id)).toEqual([
    "redrive.take_back",
    "redrive.open",
  ]);
});

const hostile = [
  "<!channel> <!here> <@U061F7AUR>",
  "<https://evil.example|Open in Redrive>",
  "*bold* `code` :fire: &lt;!channel&gt;",
  "@everyone #general",
];

test.each(hostile)("text that anybody may choose is only shown: %s", (text) => {
  const message = slackMessage(
    {
      ...notice,
      title: text,
      sentence: text,
      next: text,
      status: text,
      rule: text,
      facts: [{ label: text, text }],
      environment: { ...notice.environment, name: text },
    },
    { acts: true },
  );
  for (const one of [message, slackReply({ ...notice, told: text, title: text }), slackNote(text)]) {
    // No object of the type that Slack reads as markup, and nothing of `text` that it would.
    expect(nodes(one).filter(({ type }) => type === "mrkdwn")).toEqual([]);
    expect(one.text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    expect(one).toMatchObject({ mrkdwn: false, parse: "none", link_names: false, unfurl_links: false, unfurl_media: false });
    for (const { type, emoji } of nodes(one)) if (type === "plain_text") expect(emoji).toBe(false);
  }
});

test.each(["x", "🧨", "</script>", "\u202e"])("whatever its length, the message is within Slack's limits: %s", (text) => {
  const long = text.repeat(20_000);
  const facts = Array.from({ length: 40 }, () => ({ label: long, text: long }));
  const message = slackMessage(
    {
      ...notice,
      title: long,
      sentence: long,
      next: long,
      status: long,
      rule: long,
      facts,
      url: `https://redrive.example/${"a".repeat(4_000)}`,
    },
    { acts: true },
  );
  expect(message.blocks.length).toBeLessThanOrEqual(50);
  const most: Record<string, number> = { header: 150, section: 3_000, button: 75 };
  for (const node of nodes(message)) {
    if (typeof node.text === "object" && node.type) expect((node.text.text as string).length).toBeLessThanOrEqual(most[node.type] ?? 3_000);
    if (node.type === "plain_text") expect((node.text as string).isWellFormed()).toBe(true);
    const { fields } = node as { fields?: readonly Node[] };
    if (fields)
      expect([fields.length, ...fields.map((one) => (one.text as string).length)].every((n, nth) => n <= (nth === 0 ? 10 : 2_000))).toBe(
        true,
      );
    if (node.type === "button" && node["url"]) expect((node["url"] as string).length).toBeLessThanOrEqual(3_000);
  }
  // The sum has a limit that is not documented: 13,200 characters were refused (bolt-js 2509).
  const sum = nodes(message).reduce((n, { type, text: own }) => n + (type === "plain_text" ? (own as string).length : 0), 0);
  expect(sum).toBeLessThanOrEqual(10_000);
  // What is cut says so.
  expect((message.blocks[0] as { text: { text: string } }).text.text).toMatch(/…$/);
});

test("no text is empty, which Slack refuses", () => {
  const message = slackMessage({ ...notice, sentence: " ", next: "", facts: [{ label: "", text: "" }] }, { acts: true });
  expect(nodes(message).filter(({ type, text }) => type === "plain_text" && (text as string).trim() === "")).toEqual([]);
});
