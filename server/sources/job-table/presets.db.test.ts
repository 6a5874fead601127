import { expect, onTestFinished, test } from "vitest";
import { jobPresetNames } from "../../applications/job-preset-names.ts";
import { diagnoseMessage } from "../../failures/diagnose.ts";
import { createEmptyDatabase } from "../../testing/database.ts";
import { jobTables } from "../../testing/job-tables.ts";
import { takeMessages } from "../harness.ts";
import { createJobTable } from "./create.ts";
import { failureIn } from "./head.ts";

const rules = { envelope: {}, headers: {}, categories: [], ownCode: [], downstreams: [], needs: [] };

test("every preset is tested, by a recorded schema or by its library", () => {
  expect([...jobTables.map(({ preset }) => preset), "pg-boss", "graphile-worker"].toSorted()).toEqual([...jobPresetNames].toSorted());
});

test.each(jobTables)(
  "$preset: finds what failed, says why, and retries just that",
  async ({ preset, ddl, queue, failed, done, other, told, afterRetry }) => {
    const { url, sql } = await createEmptyDatabase();
    await sql.unsafe(ddl);
    const broker = createJobTable({ source: "jobs", databaseUrl: url, preset, schema: null });
    onTestFinished(() => broker.close());
    expect((await broker.discover()).map(({ name }) => name)).toContain(queue);
    expect(await broker.depth(queue)).toMatchObject({ ready: failed.length });
    const messages = await takeMessages(broker, queue, failed.length);
    expect(messages.map(({ head }) => failureIn(head)?.id).toSorted()).toEqual(failed.toSorted());
    const message = messages.find(({ head }) => failureIn(head)?.id === failed[0])!;
    const head = broker.codec.decode(message.head);
    const { errorType, errorText, attempts, envelope, origin } = diagnoseMessage(
      { log: false, source: "jobs", queue, head, body: message.body, receivedAt: new Date() },
      rules,
    );
    const tries = attempts.reduce((sum, one) => sum + (one.kind === "counted" ? one.to - one.from + 1 : 1), 0);
    expect({ type: errorType, text: errorText, tries, eventType: envelope.eventType, queue: origin?.queue }).toEqual({ ...told, queue });

    // The same failure as if it had been of a job that is done, or in hand: no retry takes it.
    const as = (id: string) => {
      const headers = head.headers.map((one) => (one.name === "job-id" ? { ...one, value: { ...one.value, text: id } } : one));
      return { ...message, head: Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(message.head).toString()), headers })) };
    };
    const target = { to: "queue", queue } as const;
    const fates = await broker.fates!([message.head, ...done.map((id) => as(id).head), as(failed[0]!.replace(/.$/, "9")).head]);
    expect(fates.slice(0, 1 + done.length)).toEqual(["standing", ...done.map(() => "done")]);
    expect(["gone", "done_or_removed"]).toContain(fates.at(-1));
    for (const id of [...done, ...other]) expect((await broker.publish(target, as(id), "1")).state).not.toBe("confirmed");
    const outcome = await broker.publish(target, message, "2");
    if (afterRetry === null) {
      expect(outcome).toMatchObject({ state: "refused", reason: expect.stringContaining("documents no retry") });
      return;
    }
    expect(outcome).toMatchObject({ state: "confirmed" });
    expect((await sql.unsafe(afterRetry.ask))[0]).toEqual(afterRetry.is);
    expect(await broker.publish(target, message, "3")).toMatchObject({ state: "returned" });
  },
);
