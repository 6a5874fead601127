import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { readConfig } from "../../config/read.ts";
import { maskConfig } from "../../config/mask.ts";
import { hostileNotice, noticeWith, resolved } from "../../testing/notices.ts";
import { json, localOutbound, type ServiceRequest, startService } from "../../testing/other-side.ts";
import { openWebhook, signWebhook } from "./webhook.ts";
import { webhookBody, webhookSchemaFile, writeWebhookSchema } from "./webhook-body.ts";

// The vector of Standard Webhooks' own libraries.
const signingSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const signal = new AbortController().signal;

test("signs as Standard Webhooks does", () => {
  const signed = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';
  expect(signWebhook(signingSecret, signed)).toBe("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});

/** As a receiver does it. */
function isSigned({ headers, body }: ServiceRequest): boolean {
  const [id, at, signature] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => headers[name]);
  const key = Buffer.from(signingSecret.slice(6), "base64");
  const own = createHmac("sha256", key).update(`${id}.${at}.${body.toString()}`).digest("base64");
  return Math.abs(Date.now() / 1_000 - Number(at)) < 300 && signature === `v1,${own}`;
}

test("each notice is a signed request in the form of the schema; a second try has the same id", async () => {
  const { url, asked } = await startService((_request, nth) => ({ status: nth === 1 ? 500 : 200, body: signingSecret }));
  const channel = openWebhook({ webhookUrl: `${url}/hook?token=x`, signingSecret }, localOutbound());
  expect(await channel.post(noticeWith(), signal, false)).toEqual({ is: "retry", afterMs: null, said: "Answered 500." });
  expect(await channel.post(noticeWith(), signal, false)).toEqual({ is: "delivered", ref: null, said: "Answered 200." });
  await channel.resolve(hostileNotice(resolved), null, signal, false);
  expect(asked.map(isSigned)).toEqual([true, true, true]);
  expect(asked.map(({ headers }) => headers["webhook-id"])).toEqual([
    "redrive-production-41.1",
    "redrive-production-41.1",
    "redrive-production-41.3",
  ]);
  expect(asked.map(({ path, method }) => `${method} ${path}`)).toEqual(Array(3).fill("POST /hook?token=x"));
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(readFileSync(webhookSchemaFile, "utf8")));
  for (const one of asked) {
    expect([validate(json(one)), validate.errors]).toEqual([true, null]);
    expect(webhookBody.parse(json(one))).toEqual(json(one));
  }
  expect(json(asked[2] as ServiceRequest)).toMatchObject({
    type: "alert.resolved",
    data: { id: 41, key: "redrive-production-41", state: "resolved" },
  });
});

test("the schema in the guide is the one that is sent", () => {
  expect(JSON.parse(readFileSync(webhookSchemaFile, "utf8")), "npm run reference").toEqual(JSON.parse(writeWebhookSchema()));
});

test("address and secret are configured, and shown to nobody", () => {
  const read = (secret: string) =>
    readConfig(`channels: { ops: { kind: webhook, webhookUrl: "https://h.example/t", signingSecret: "${secret}" } }`, "r", {});
  const config = read(signingSecret);
  expect(config.channels).toEqual([{ kind: "webhook", name: "ops", webhookUrl: "https://h.example/t", signingSecret }]);
  expect(maskConfig(config)).toMatchObject({ channels: [{ kind: "webhook", name: "ops", webhookUrl: "••••••", signingSecret: "••••••" }] });
  for (const secret of ["short", "whsec_", "whsec_YWJj", `whsec_${"A".repeat(200)}`])
    expect(() => read(secret)).toThrow('must be "whsec_" and 24 to 64');
});
