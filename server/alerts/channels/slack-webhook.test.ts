import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { Notice } from "../notice.ts";
import { openSlackWebhook } from "./slack-webhook.ts";

const at = new Date();
const notice = {
  status: "Firing",
  title: "<!channel> orders.dlq",
  sentence: "It fires.",
  next: "",
  environment: { name: "test", tone: "development" },
  facts: [],
  acts: ["acknowledge"],
  links: [],
  state: "firing",
  asOf: at,
  url: "https://redrive.example/alerts/1",
} as unknown as Notice;

/** A webhook that answers so, and what it was sent. */
async function open(status: number, body: string, headers: Record<string, string> = {}, allow = ["127.0.0.1"]) {
  const sent: unknown[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on("end", () => {
      sent.push(JSON.parse(text));
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/T/B/secret`;
  const channel = openSlackWebhook({ kind: "slack-webhook", name: "hook", webhook }, allow);
  onTestFinished(async () => {
    await channel.close?.();
    server.close();
  });
  return { sent, post: () => channel.post(notice, AbortSignal.timeout(5_000), false) };
}

test("ok is delivered, with a link and no button that acts, and nothing that Slack would read as markup", async () => {
  const { sent, post } = await open(200, "ok");
  expect(await post()).toEqual({ is: "delivered", ref: null, said: "posted" });
  expect(JSON.stringify(sent)).not.toMatch(/redrive\.acknowledge|"mrkdwn"/);
  expect(sent).toMatchObject([{ text: "Firing: &lt;!channel&gt; orders.dlq" }]);
  expect(JSON.stringify(sent)).toContain('"redrive.open"');
});

test.each([
  [429, "rate_limited", { "retry-after": "7" }, { is: "retry", afterMs: 7_000, said: "Answered 429: rate_limited" }],
  [500, "rollup_error", {}, { is: "retry", afterMs: null, said: "Answered 500: rollup_error" }],
  [404, "no_service", {}, { is: "broken", said: "Answered 404: no_service. Make a new webhook." }],
  [410, "channel_is_archived", {}, { is: "broken", said: "Answered 410: channel_is_archived. Make a new webhook." }],
  [400, "invalid_payload <b>", {}, { is: "broken", said: "Answered 400: invalid_payload <b>. Make a new webhook." }],
  [
    302,
    "",
    { location: "http://169.254.169.254/" },
    { is: "broken", said: "Answered 302, a redirect: Redrive follows none. Make a new webhook." },
  ],
] as const)("%s %s", async (status, body, headers, answer) => {
  const { post } = await open(status, body, headers);
  expect(await post()).toEqual(answer);
});

test("an address that is closed is not asked, and its words hold no secret", async () => {
  const { sent, post } = await open(200, "ok", {}, []);
  const answer = await post();
  expect([answer.is, sent]).toEqual(["broken", []]);
  expect(answer.said).not.toContain("secret");
});
