import { expect, test } from "vitest";
import { readConfig } from "../../config/read.ts";
import { maskConfig } from "../../config/mask.ts";
import { acknowledged, hostileNotice, longNotice, noticeWith, resolved } from "../../testing/notices.ts";
import { json, localOutbound, type ServiceAnswer, type ServiceRequest, startService } from "../../testing/other-side.ts";
import { openDiscord } from "./discord.ts";

const signal = new AbortController().signal;

async function opened(answer: (request: ServiceRequest) => ServiceAnswer = () => ({ status: 200, body: { id: "9001" } })) {
  const { url, asked } = await startService(answer);
  return { asked, channel: openDiscord({ webhookUrl: `${url}/api/webhooks/1/token-1?thread_id=7` }, localOutbound()) };
}

test("one message an alert, edited in place; news are a line below", async () => {
  const { asked, channel } = await opened();
  expect(await channel.post(noticeWith(), signal, false)).toEqual({ is: "delivered", ref: { message: "9001" }, said: "Answered 200." });
  const ref = { message: "9001" };
  expect(await channel.update(noticeWith({ seq: 2, happened: "changed" }), ref, signal, false)).toMatchObject({ is: "delivered", ref });
  expect(await channel.update(noticeWith(acknowledged), ref, signal, false)).toMatchObject({ is: "delivered", ref });
  expect(await channel.resolve(noticeWith(resolved), ref, signal, false)).toMatchObject({ is: "delivered", ref });
  const [edit, post] = ["PATCH /api/webhooks/1/token-1/messages/9001?thread_id=7", "POST /api/webhooks/1/token-1?thread_id=7&wait=true"];
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([post, edit, edit, post, edit, post]);
  for (const one of asked) expect(json(one)["allowed_mentions"]).toEqual({ parse: [] });
  expect(json(asked[3] as ServiceRequest)["content"]).toContain("ana acknowledged it\\.");
});

test.each<[ServiceAnswer, object]>([
  [
    { status: 404, body: { code: 10_008, message: "Unknown Message" } },
    { is: "gone", said: "The message was deleted in Discord." },
  ],
  [
    { status: 404, body: { code: 10_015, message: "Unknown Webhook" } },
    { is: "broken", said: "Answered 404: Unknown Webhook" },
  ],
  [
    { status: 429, headers: { "retry-after": "3" }, body: { retry_after: 2.5, global: false } },
    { is: "retry", afterMs: 3_000 },
  ],
  [{ status: 401, body: { message: "401: Unauthorized" } }, { is: "broken" }],
  [{ status: 502, body: "<html>" }, { is: "retry" }],
  [{ status: 200, body: "ok" }, { is: "broken" }],
])("%j", async (answer, means) => {
  const { channel } = await opened(() => answer);
  expect(await channel.update(noticeWith({ happened: "changed" }), { message: "9001" }, signal, false)).toMatchObject(means);
});

test("a line that did not get through is tried again together with the edit", async () => {
  const { asked, channel } = await opened(({ method }) =>
    method === "POST" && asked.length < 3 ? { status: 500 } : { status: 200, body: { id: "9001" } },
  );
  const notice = noticeWith({ seq: 2, happened: "worse" });
  expect(await channel.update(notice, { message: "9001" }, signal, false)).toMatchObject({ is: "retry" });
  expect(await channel.update(notice, { message: "9001" }, signal, false)).toMatchObject({ is: "delivered", ref: { message: "9001" } });
  expect(asked.map(({ method }) => method)).toEqual(["PATCH", "POST", "PATCH", "POST"]);
});

/** What Discord reads as itself behind a backslash is no markup any more. */
const unescaped = (text: string) => text.replaceAll(/\\[^\sA-Za-z0-9]/g, "");

test("hostile text mentions nobody, links nowhere and formats nothing; own links stay", async () => {
  const { asked, channel } = await opened();
  await channel.post(
    hostileNotice({ links: [{ label: "](x) [a](https://evil.example)", href: "https://wiki.example.com/a)(b" }] }),
    signal,
    false,
  );
  const [embed] = json(asked[0] as ServiceRequest)["embeds"];
  for (const text of [embed.title, ...embed.fields.flatMap(({ name, value }: Record<string, string>) => [name, value])])
    expect(unescaped(text)).not.toMatch(/[`*_~|<>@[\]#:]/);
  expect(unescaped(embed.description).match(/[`*_~|<>@[\]#:]/g)).toEqual(["[", "]", ":"]);
  expect(embed.description).toContain("](https://wiki.example.com/a%29%28b)");
});

test("within the limits of an embed, whatever the text", async () => {
  const { asked, channel } = await opened();
  await channel.post(longNotice(), signal, false);
  await channel.update(longNotice(), { message: "1" }, signal, false);
  const [embed] = json(asked[0] as ServiceRequest)["embeds"];
  const fields = embed.fields as readonly { name: string; value: string }[];
  expect([embed.title.length <= 256, embed.description.length <= 4_096, fields.length <= 25, embed.footer.text.length <= 2_048]).toEqual(
    Array(4).fill(true),
  );
  for (const { name, value } of fields)
    expect([name.length <= 256, value.length <= 1_024, value.isWellFormed()]).toEqual([true, true, true]);
  const all = [embed.title, embed.description, embed.footer.text, ...fields.flatMap(({ name, value }) => [name, value])].join("");
  expect(all.length).toBeLessThanOrEqual(6_000);
  expect(json(asked[2] as ServiceRequest)["content"].length).toBeLessThanOrEqual(2_000);
});

test("the address is a secret", () => {
  const config = readConfig('channels: { chat: { kind: discord, webhookUrl: "https://discord.com/api/webhooks/1/t" } }', "r", {});
  expect(config.channels).toEqual([{ kind: "discord", name: "chat", webhookUrl: "https://discord.com/api/webhooks/1/t" }]);
  expect(maskConfig(config)).toMatchObject({ channels: [{ webhookUrl: "••••••" }] });
});
