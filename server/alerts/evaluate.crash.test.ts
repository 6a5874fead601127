import { expect, test, vi } from "vitest";
import { openDeliveries } from "../testing/deliveries.ts";

const soon = { timeout: 90_000, interval: 100 };

async function open() {
  const opened = await openDeliveries();
  const { ctx, run, slack } = opened;
  const kinds = async () =>
    (await ctx.sql<{ kind: string }[]>`select kind from alert_transitions order by alert_id, seq`).map(({ kind }) => kind);
  const runAgain = () => run(undefined, { evaluates: true });
  /** The first turn of a worker ends, or stands still, at a point. */
  const runUntil = (point: string) => run(point, { evaluates: true });
  const dieAt = async (point: string) => {
    const victim = await runUntil(point);
    expect(await victim.ended, victim.log()).toBe("SIGKILL");
  };
  /** One message in Slack, which says how it stands, and one of each transition. */
  const told = (text: string, transitions: readonly string[], log: () => string) =>
    vi.waitFor(async () => {
      expect(await kinds(), log()).toEqual(transitions);
      expect(
        slack.posted().map(({ values }) => values["text"]),
        log(),
      ).toEqual([expect.stringContaining(text)]);
    }, soon);
  return { ...opened, dieAt, runUntil, runAgain, told, kinds };
}

test.each(["alerts.judged", "alerts.written", "alerts.committed"])(
  "killed at %s of the turn in which an alert fires, and of that in which it ends: each happens once, and is told once",
  async (point) => {
    const { ctx, die, clear, dieAt, runAgain, told } = await open();
    await die(1);
    await dieAt(point);
    const worker = await runAgain();
    await told("orders.dlq has 1 dead letter", ["fired"], worker.log);
    expect(await worker.kill("SIGTERM")).toBe(0);

    await clear();
    await dieAt(point);
    const last = await runAgain();
    await told("Resolved", ["fired", "resolved"], last.log);
    const left = () => ctx.sql`select state, answer from deliveries where state not in ('delivered', 'superseded')`;
    // The channel shows it before the worker has its answer.
    await vi.waitFor(async () => expect(await left(), last.log()).toEqual([]), soon);
    expect(await last.kill("SIGTERM")).toBe(0);
    expect(await ctx.sql`select count(*)::int as n from alerts`).toEqual([{ n: 1 }]);
  },
);

test("one that stands still in the middle of a turn holds up nobody for long, and does nothing when it wakes up", async () => {
  const { ctx, die, runUntil, runAgain, told, kinds } = await open();
  await die(1);
  const still = await runUntil("stop:alerts.written");
  const holds = () => ctx.sql`select from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`;
  // What else it did at that moment stands still as well.
  await vi.waitFor(async () => expect((await holds()).length).toBeGreaterThan(0), soon);
  const worker = await runAgain();
  await told("orders.dlq has 1 dead letter", ["fired"], worker.log);
  process.kill(still.pid, "SIGCONT");
  await vi.waitFor(() => expect(still.log()).toContain("works again"), soon);
  expect(await still.kill("SIGTERM")).toBe(0);
  expect(await kinds()).toEqual(["fired"]);
  expect(await worker.kill("SIGTERM")).toBe(0);
});
