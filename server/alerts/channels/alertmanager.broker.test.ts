import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { openDeliveries } from "../../testing/deliveries.ts";
import { hostileNotice, noticeWith, resolved } from "../../testing/notices.ts";
import { freePorts } from "../../testing/ports.ts";
import { demandPrograms, findProgram } from "../../testing/programs.ts";
import { json, localOutbound, startService } from "../../testing/other-side.ts";
import { deliverNext } from "../deliver.ts";
import { resendLive } from "../resend-live.ts";
import { openAlertmanager } from "./alertmanager.ts";

const signal = new AbortController().signal;

/** The real Alertmanager, which tells a webhook, grouped by rule. */
async function startAlertmanager(resolveTimeout = "5m") {
  demandPrograms(["prometheus-alertmanager"]);
  const told = await startService(() => ({ status: 200 }));
  const home = mkdtempSync(join(tmpdir(), "redrive-alertmanager-"));
  const [port = 0] = await freePorts(1);
  const config = [
    `global: { resolve_timeout: ${resolveTimeout} }`,
    "route: { receiver: ops, group_by: [alertname, environment], group_wait: 1s, group_interval: 1s, repeat_interval: 1h }",
    `receivers: [{ name: ops, webhook_configs: [{ url: "${told.url}/", send_resolved: true }] }]`,
  ];
  writeFileSync(join(home, "alertmanager.yml"), config.join("\n"));
  const words = [
    `--config.file=${join(home, "alertmanager.yml")}`,
    `--storage.path=${join(home, "data")}`,
    `--web.listen-address=127.0.0.1:${port}`,
    "--cluster.listen-address=",
  ];
  const child = spawn(findProgram("prometheus-alertmanager") ?? "", words, { stdio: "ignore" });
  onTestFinished(async () => {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill();
    await gone;
    rmSync(home, { recursive: true });
  });
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(async () => expect((await fetch(`${url}/-/ready`)).status).toBe(200), { timeout: 30_000, interval: 100 });
  const alerts = async () =>
    (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly {
      labels: Record<string, string>;
      annotations: Record<string, string>;
      endsAt: string;
    }[];
  /** The newest of each alert that people were told. */
  const notices = () =>
    new Map(
      told.asked.flatMap((one) => json(one)["alerts"]).map((one) => [`${one.labels.alert} ${one.labels.severity}`, one.status as string]),
    );
  return { url, alerts, told, notices };
}

test("Alertmanager groups what it is sent, tells it, keeps what is sent again, and resolves what is over", async () => {
  const { url, alerts, told, notices } = await startAlertmanager();
  const channel = openAlertmanager({ url: `${url}/`, authorization: null }, localOutbound());
  const now = { since: new Date(Date.now() - 60_000) };
  const one = { ...now, alertId: 41, dedupKey: "redrive-production-41" };
  const other = { ...now, alertId: 42, dedupKey: "redrive-production-42", title: "orders.dlq holds 7 dead letters" };
  const answer = await channel.post(noticeWith(one), signal, false);
  expect(answer).toMatchObject({ is: "delivered", ref: { alertname: "depth", severity: "critical", alert: "41" } });
  const ref = answer.is === "delivered" ? answer.ref : null;
  await channel.post(noticeWith(other), signal, false);
  await vi.waitFor(
    () =>
      expect(notices()).toEqual(
        new Map([
          ["41 critical", "firing"],
          ["42 critical", "firing"],
        ]),
      ),
    { timeout: 20_000 },
  );
  // One group for both.
  expect(new Set(told.asked.map((each) => json(each)["groupKey"])).size).toBe(1);

  const [before] = await alerts();
  await channel.update(noticeWith({ ...one, sentence: "Now more." }), ref, signal, false);
  const kept = await alerts();
  expect(kept).toHaveLength(2);
  const again = kept.find(({ labels }) => labels["alert"] === "41");
  expect(again?.annotations["description"]).toBe("Now more.\nLook at the largest group.");
  expect(Date.parse(again?.endsAt ?? "")).toBeGreaterThanOrEqual(Date.parse(before?.endsAt ?? ""));
  expect(Date.parse(again?.endsAt ?? "") - Date.now()).toBeGreaterThan(3_000_000);

  // Labels that change are another alert there: the one under the old labels ends.
  const worse = await channel.update(noticeWith({ ...one, severity: "error" }), ref, signal, false);
  await vi.waitFor(() => expect([notices().get("41 critical"), notices().get("41 error")]).toEqual(["resolved", "firing"]), {
    timeout: 20_000,
  });

  const over = { ...resolved, resolvedAt: new Date() };
  const last = worse.is === "delivered" ? worse.ref : null;
  await channel.resolve(
    noticeWith({ ...one, ...over, severity: "error" }),
    last && Object.fromEntries(Object.entries(last).toReversed()),
    signal,
    false,
  );
  await channel.resolve(noticeWith({ ...other, ...over }), null, signal, false);
  await vi.waitFor(() => expect(new Set(notices().values())).toEqual(new Set(["resolved"])), { timeout: 20_000 });
  expect(await alerts()).toEqual([]);
});

test("it takes whatever text, and says what it does not take", async () => {
  const { url, alerts } = await startAlertmanager();
  const channel = openAlertmanager({ url, authorization: null }, localOutbound());
  const hostileOne = hostileNotice({ since: new Date() });
  expect(await channel.post(hostileOne, signal, false)).toMatchObject({ is: "delivered" });
  expect((await alerts())[0]).toMatchObject({
    labels: { alertname: hostileOne.rule, environment: hostileOne.environment.name },
    annotations: { summary: hostileOne.title },
  });
  const backwards = noticeWith({ ...resolved, since: new Date(), resolvedAt: new Date(0) });
  expect(await channel.resolve(backwards, null, signal, false)).toMatchObject({
    is: "broken",
    said: expect.stringContaining("start time must be before end time"),
  });
});

test("what fires for long is kept alive by the outbox, and ends there when Redrive is gone", async () => {
  // Shorter than the time between two sends: it does not count, since each alert says itself when it ends.
  const { url, notices } = await startAlertmanager("1s");
  const channels = [{ kind: "alertmanager", name: "oncall", url, authorization: null } as const];
  const owners = [{ team: "payments", queues: ["shop/orders.*"], eventTypes: [], frames: [], tells: [] }];
  const { ctx, die, goTo } = await openDeliveries({ channels, owners });
  const lane = { name: "oncall", channel: openAlertmanager({ url, authorization: null }, localOutbound(), 5_000), holder: "test" };
  await die(1);
  await goTo(0);
  expect(await deliverNext(ctx, lane, signal)).toBe(true);
  const told = () => [...notices().values()];
  await vi.waitFor(() => expect(told()).toEqual(["firing"]), { timeout: 20_000 });
  const endOf = async () =>
    (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly { endsAt: string; labels: Record<string, string> }[];
  const [first] = await endOf();
  expect(first?.labels).toMatchObject({ owner: "payments", alertname: "any-dead" });
  for (let nth = 0; nth < 6; nth++) {
    await delay(2_000);
    // It was sent two minutes ago, as far as the outbox knows.
    await ctx.sql`update deliveries set ended_at = ended_at - interval '121 seconds'`;
    await resendLive(ctx);
    expect(await deliverNext(ctx, lane, signal)).toBe(true);
  }
  const [last] = await endOf();
  expect(Date.parse(last?.endsAt ?? "") - Date.parse(first?.endsAt ?? "")).toBeGreaterThan(10_000);
  expect(told()).toEqual(["firing"]);
  await vi.waitFor(() => expect(told()).toEqual(["resolved"]), { timeout: 20_000 });
});
