import { expect, test } from "vitest";
import { readConfig } from "../../config/read.ts";
import { maskConfig } from "../../config/mask.ts";
import { hostileNotice, longNotice, noticeWith, resolved } from "../../testing/notices.ts";
import { json, localOutbound, type ServiceAnswer, type ServiceRequest, startService } from "../../testing/other-side.ts";
import { openTeams } from "./teams.ts";

const signal = new AbortController().signal;

async function opened(answer: ServiceAnswer = { status: 202 }) {
  const { url, asked } = await startService(() => answer);
  return { asked, channel: openTeams({ webhookUrl: `${url}/workflows/1?sig=s3cret` }, localOutbound()) };
}

test("a card a notice, with its pages as buttons", async () => {
  const { asked, channel } = await opened();
  expect(await channel.post(noticeWith(), signal, false)).toEqual({
    is: "delivered",
    ref: null,
    said: "The workflow has it. Whether it posted the card is in its run history.",
  });
  await channel.resolve(noticeWith(resolved), null, signal, false);
  const [{ contentType, content }] = json(asked[0] as ServiceRequest)["attachments"];
  expect([contentType, content.type, content.version]).toEqual(["application/vnd.microsoft.card.adaptive", "AdaptiveCard", "1.4"]);
  expect(content.actions.map(({ type, title, url }: Record<string, string>) => [type, title, url])).toEqual([
    ["Action.OpenUrl", "Open in Redrive", "https://redrive.example.com/alerts/41"],
    ["Action.OpenUrl", "Messages", "https://redrive.example.com/messages?filter=queue%3Apayments.work.dlq"],
    ["Action.OpenUrl", "Runbook", "https://wiki.example.com/payments"],
  ]);
  expect(content.body.map(({ inlines: [{ text }] }: { inlines: [{ text: string }] }) => text)).toEqual([
    "production · critical · Firing",
    "payments.work.dlq holds 3,456 dead letters",
    "Payments.work.dlq holds 3,456 dead letters. It has fired since 09:00: more than 100, for 60 s.",
    "Look at the largest group.",
    "It fires.",
    "Where: shop/payments.work.dlq",
  ]);
});

test.each<[ServiceAnswer, object]>([
  [
    { status: 429, headers: { "retry-after": "5" } },
    { is: "retry", afterMs: 5_000 },
  ],
  [{ status: 503 }, { is: "retry" }],
  [
    { status: 400, body: "s3cret" },
    { is: "broken", said: "Answered 400." },
  ],
  [{ status: 404 }, { is: "broken" }],
])("%j", async (answer, means) => {
  const { channel } = await opened(answer);
  expect(await channel.post(noticeWith(), signal, false)).toMatchObject(means);
});

test("hostile text stays in text runs, which take no Markdown; no date is filled in, and nobody is mentioned", async () => {
  const { asked, channel } = await opened();
  await channel.post(hostileNotice(), signal, false);
  const text = (asked[0] as ServiceRequest).body.toString();
  expect(text).not.toContain("{{");
  expect(text).not.toContain("<at>");
  const [{ content }] = JSON.parse(text).attachments;
  expect(new Set(content.body.map(({ type }: { type: string }) => type))).toEqual(new Set(["RichTextBlock"]));
  expect(content.msteams).toEqual({ width: "Full" });
});

test("below 28 kB, whatever the text", async () => {
  const { asked, channel } = await opened();
  await channel.post(longNotice(), signal, false);
  expect((asked[0] as ServiceRequest).body.length).toBeLessThan(28_000);
});

test("the address is a secret", () => {
  const config = readConfig('channels: { chat: { kind: teams, webhookUrl: "https://x.logic.azure.com/w?sig=1" } }', "r", {});
  expect(config.channels).toEqual([{ kind: "teams", name: "chat", webhookUrl: "https://x.logic.azure.com/w?sig=1" }]);
  expect(maskConfig(config)).toMatchObject({ channels: [{ webhookUrl: "••••••" }] });
});
