import { readFileSync } from "node:fs";
import { afterAll, expect, test, vi } from "vitest";
import { readConfig } from "../config/read.ts";
import { makeCertificate } from "../testing/certificate.ts";
import { openDeliveries } from "../testing/deliveries.ts";
import { json, type ServiceAnswer, type ServiceRequest, startService } from "../testing/other-side.ts";
import { makeDevice } from "../testing/push-device.ts";
import { startSmtp } from "../testing/smtp.ts";
import { actOnAlert } from "./act.ts";

const soon = { timeout: 90_000, interval: 50 };
const certificate = makeCertificate();
// Push services are asked by https alone; workers trust this one.
process.env["NODE_EXTRA_CA_CERTS"] = certificate.ca;
afterAll(certificate.remove);

/** What the other side was told, in the order in which it came: an id that is the same for each try of one notice, and how the alert stands by it. */
interface OtherSide {
  readonly channel: object;
  readonly prepare?: (sql: Awaited<ReturnType<typeof openDeliveries>>["ctx"]["sql"]) => Promise<unknown>;
  told(): readonly { readonly id: string; readonly state: string }[];
}

const stateIn = (text: string) => /resolved|acknowledged/i.exec(text)?.[0].toLowerCase() ?? "firing";

async function overHttp(
  answer: ServiceAnswer,
  channelOf: (url: string) => object,
  read: (request: ServiceRequest) => { id: string; state: string } | null,
): Promise<OtherSide> {
  const { url, asked } = await startService(() => answer);
  return { channel: channelOf(url), told: () => asked.flatMap((request) => read(request) ?? []) };
}

const text = (request: ServiceRequest) => request.body.toString();
const kinds: Readonly<Record<string, () => Promise<OtherSide>>> = {
  webhook: () =>
    overHttp(
      { status: 200 },
      (url) => ({ kind: "webhook", webhookUrl: url, signingSecret: `whsec_${btoa("x".repeat(32))}` }),
      (request) => ({ id: String(request.headers["webhook-id"]), state: json(request)["data"].state }),
    ),
  alertmanager: () =>
    overHttp(
      { status: 200 },
      (url) => ({ kind: "alertmanager", url }),
      (request) => {
        const [{ labels, annotations }] = JSON.parse(text(request)) as [{ labels: object; annotations: { state: string } }];
        return { id: JSON.stringify(labels), state: annotations.state };
      },
    ),
  pagerduty: () =>
    overHttp(
      { status: 202, body: { status: "success", message: "Event processed" } },
      (url) => ({ kind: "pagerduty", routingKey: "R".repeat(32), endpoint: url }),
      (request) => {
        const { event_action: action, dedup_key: id } = json(request);
        return { id, state: { trigger: "firing", acknowledge: "acknowledged", resolve: "resolved" }[action as string] ?? "" };
      },
    ),
  "slack-webhook": () =>
    overHttp(
      { status: 200, body: "ok" },
      (url) => ({ kind: "slack-webhook", webhook: url }),
      (request) => ({ id: "", state: stateIn(text(request)) }),
    ),
  teams: () =>
    overHttp(
      { status: 202 },
      (url) => ({ kind: "teams", webhookUrl: url }),
      (request) => ({ id: "", state: stateIn(text(request)) }),
    ),
  discord: () =>
    overHttp(
      { status: 200, body: { id: "111" } },
      (url) => ({ kind: "discord", webhookUrl: url }),
      // The line below for what is news says less than the message.
      (request) => (json(request)["embeds"] ? { id: "", state: stateIn(text(request)) } : null),
    ),
  mail: async () => {
    const { port, received } = await startSmtp();
    const channel = { kind: "mail", host: "127.0.0.1", port, security: "none", from: "redrive@shop.example", to: ["oncall@shop.example"] };
    return { channel, told: () => received.map(({ headers, raw }) => ({ id: headers.get("message-id") ?? "", state: stateIn(raw) })) };
  },
  push: async () => {
    const tls = { cert: readFileSync(certificate.ca), key: readFileSync(certificate.key) };
    const { url, asked } = await startService(() => ({ status: 201 }), tls);
    const { endpoint, keys, decrypt } = makeDevice(`${url}/phone`);
    return {
      channel: { kind: "push", contact: "ops@shop.example" },
      prepare: (sql) => sql`
        insert into push_subscriptions (person_id, endpoint, p256dh, auth, created_at) values (null, ${endpoint}, ${keys.p256dh}, ${keys.auth}, now())`,
      told: () => asked.map(({ headers, body }) => ({ id: String(headers["topic"]), state: stateIn(decrypt(body)) })),
    };
  },
};

/** Of these each notice has an id of its own; of the others the alert has one, or there is none. */
const byNotice = ["webhook", "mail"];

test.each(Object.keys(kinds))(
  "%s: killed at each step of a delivery, it is told of every transition, and of one whose answer was lost twice at most",
  async (kind) => {
    const { channel, prepare, told } = await (kinds[kind] as () => Promise<OtherSide>)();
    const channels = { oncall: channel };
    const config = readConfig(JSON.stringify({ channels, outbound: { allow: ["127.0.0.1"] } }), "r", {});
    const { ctx, die, clear, goTo, rested, run, states } = await openDeliveries({ channels: config.channels });
    await prepare?.(ctx.sql);
    const acknowledge = async () => {
      const [alert] = await ctx.sql<{ id: number }[]>`select id from alerts`;
      await actOnAlert(ctx, { id: alert?.id ?? 0, act: "acknowledge", reason: "" });
    };
    /** A worker dies at the point, and another does what is left. */
    const dieAt = async (point: string) => {
      const victim = await run(point, { channels });
      expect(await victim.ended, victim.log()).toBe("SIGKILL");
      await rested();
      const worker = await run(undefined, { channels });
      await vi.waitFor(() => expect(worker.log()).toContain("the worker runs"), soon);
      const left = async () => (await states()).filter(({ state }) => state !== "delivered" && state !== "superseded");
      await vi.waitFor(async () => expect(await left(), worker.log()).toEqual([]), soon);
      expect(await worker.kill("SIGTERM")).toBe(0);
    };
    /** No worker of this test evaluates. */
    const turn = async (minutes: number) => {
      await ctx.sql`update alert_turns set evaluated_at = '-infinity'`;
      expect(await goTo(minutes)).toBe(true);
    };
    await die();
    await goTo(0);
    await dieAt("deliver.claimed");
    const hearsActs = kind !== "slack-webhook";
    if (hearsActs) {
      await acknowledge();
      await dieAt("deliver.sent");
    }
    await clear();
    await turn(1);
    await dieAt("deliver.sent");
    await die();
    await turn(2);
    await dieAt("deliver.written");
    const said = told();
    const inTurn = said.map(({ state }) => state).filter((state, nth, all) => state !== all[nth - 1]);
    expect(inTurn).toEqual(hearsActs ? ["firing", "acknowledged", "resolved", "firing"] : ["firing", "resolved", "firing"]);
    // Where its answer was lost it is told again, and nowhere else.
    const lost = hearsActs ? 2 : 1;
    const delivered = (await states()).filter(({ state }) => state === "delivered").length;
    expect(said.length - delivered).toBeLessThanOrEqual(lost);
    expect(new Set(said.map(({ id }) => id)).size).toBe(byNotice.includes(kind) ? delivered : 1);
  },
);
