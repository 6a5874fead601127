import { expect, test } from "vitest";
import { readConfig } from "../../config/read.ts";
import { maskConfig } from "../../config/mask.ts";
import { acknowledged, hostileNotice, longNotice, noticeWith, resolved } from "../../testing/notices.ts";
import { json, localOutbound, type ServiceAnswer, startService } from "../../testing/other-side.ts";
import { openPagerduty } from "./pagerduty.ts";

const routingKey = "R0123456789abcdef0123456789abcde";
const signal = new AbortController().signal;
const taken: ServiceAnswer = { status: 202, body: { status: "success", message: "Event processed", dedup_key: "redrive-production-41" } };

async function opened(answer: ServiceAnswer = taken) {
  const { url, asked } = await startService(() => answer);
  return { asked, channel: openPagerduty({ routingKey, endpoint: `${url}/v2/enqueue` }, localOutbound()) };
}

test("one incident an alert: triggered, acknowledged, triggered again, resolved under one key", async () => {
  const { asked, channel } = await opened();
  expect(await channel.post(noticeWith(), signal, false)).toEqual({
    is: "delivered",
    ref: { event: "trigger" },
    said: "Answered 202: Event processed",
  });
  await channel.update(noticeWith({ seq: 2, happened: "worse" }), { event: "trigger" }, signal, false);
  expect(await channel.update(noticeWith(acknowledged), { event: "trigger" }, signal, false)).toMatchObject({
    ref: { event: "acknowledge" },
  });
  await channel.update(noticeWith({ seq: 4, happened: "snoozed", state: "snoozed" }), { event: "acknowledge" }, signal, false);
  await channel.resolve(noticeWith(resolved), { event: "acknowledge" }, signal, false);
  const sent = asked.map(json);
  expect(sent.map(({ event_action }) => event_action)).toEqual(["trigger", "trigger", "acknowledge", "acknowledge", "resolve"]);
  expect(new Set(sent.map(({ routing_key, dedup_key }) => `${routing_key} ${dedup_key}`))).toEqual(
    new Set([`${routingKey} redrive-production-41`]),
  );
  expect(sent[0]).toMatchObject({
    client_url: "https://redrive.example.com/alerts/41",
    links: [{ text: "Alert in Redrive" }, { text: "Messages" }, { text: "Runbook" }],
    payload: {
      summary: "[production] payments.work.dlq holds 3,456 dead letters",
      severity: "critical",
      timestamp: "2026-11-29T09:00:00.000Z",
      class: "depth",
      custom_details: { next: "Look at the largest group.", Where: "shop/payments.work.dlq" },
    },
  });
  expect(sent[4]).toEqual({ routing_key: routingKey, event_action: "resolve", dedup_key: "redrive-production-41" });
});

test.each(["worse", "snooze_over", "unsilenced", "taken_back"] as const)(
  "%s: an incident that was acknowledged pages nobody, so it is resolved, and another one begins",
  async (happened) => {
    const { asked, channel } = await opened();
    const again = noticeWith({ seq: 3, happened });
    expect(await channel.update(again, { event: "acknowledge" }, signal, false)).toMatchObject({ ref: { event: "trigger" } });
    await channel.update(noticeWith({ seq: 4, happened: "reminded" }), { event: "trigger" }, signal, false);
    expect(asked.map(json).map(({ event_action }) => event_action)).toEqual(["resolve", "trigger", "trigger"]);
  },
);

test("a resolve that does not get through is no page: both are tried again", async () => {
  const { asked, channel } = await opened({ status: 500 });
  expect(await channel.update(noticeWith({ seq: 3, happened: "worse" }), { event: "acknowledge" }, signal, false)).toMatchObject({
    is: "retry",
  });
  expect(asked.map(json).map(({ event_action }) => event_action)).toEqual(["resolve"]);
});

test.each<[ServiceAnswer, object]>([
  [
    { status: 429, headers: { "retry-after": "30" }, body: { status: "throttle exceeded" } },
    { is: "retry", afterMs: 30_000 },
  ],
  [{ status: 500 }, { is: "retry", afterMs: null }],
  [
    {
      status: 400,
      body: { status: "invalid event", message: "Event object is invalid", errors: [`'routing_key' ${routingKey} is incorrect`] },
    },
    { is: "broken", said: "Answered 400: Event object is invalid; 'routing_key' (the key) is incorrect" },
  ],
  // A page of a proxy that signs people in.
  [
    { status: 200, body: "<html>Sign in</html>" },
    { is: "retry", said: "Answered 200, but not that it has the event." },
  ],
  [{ status: 202, body: "{}" }, { is: "retry" }],
  [{ status: 202, body: "[1" }, { is: "retry" }],
])("%j: a resolve is over only when PagerDuty says that it has it", async (answer, means) => {
  const { channel } = await opened(answer);
  expect(await channel.resolve(noticeWith(resolved), null, signal, false)).toMatchObject(means);
});

test("within its limits, whatever the text", async () => {
  const { asked, channel } = await opened();
  await channel.post(longNotice(), signal, false);
  await channel.post(hostileNotice({ dedupKey: "k".repeat(400) }), signal, false);
  for (const sent of asked.map(json)) {
    expect(sent["payload"].summary.length).toBeLessThanOrEqual(1_024);
    expect(sent["payload"].summary.isWellFormed()).toBe(true);
    expect(sent["dedup_key"].length).toBeLessThanOrEqual(255);
  }
  for (const { body } of asked) expect(body.length).toBeLessThan(512_000);
});

test("the key is configured, and shown to nobody", () => {
  const read = (more: string) => readConfig(`channels: { pager: { kind: pagerduty, ${more} } }`, "r", {});
  const config = read(`routingKey: ${routingKey}`);
  expect(config.channels).toEqual([{ kind: "pagerduty", name: "pager", routingKey, endpoint: "https://events.pagerduty.com/v2/enqueue" }]);
  expect(maskConfig(config)).toMatchObject({ channels: [{ routingKey: "••••••" }] });
  expect(read(`routingKey: ${routingKey}, endpoint: "https://events.eu.pagerduty.com/v2/enqueue"`).channels).toMatchObject([
    { endpoint: "https://events.eu.pagerduty.com/v2/enqueue" },
  ]);
  expect(() => read("routingKey: short")).toThrow("must be the 32 letters and digits of an integration key");
});
