import type postgres from "postgres";
import { expect, onTestFinished } from "vitest";
import type { JobsMapping } from "../applications/mapping.ts";
import { diagnoseMessage } from "../failures/diagnose.ts";
import type { JobTable } from "./job-tables.ts";
import { takeMessages } from "../sources/harness.ts";
import { createJobTable } from "../sources/job-table/create.ts";
import { failureIn } from "../sources/job-table/head.ts";

const rules = { envelope: {}, headers: {}, categories: [], ownCode: [], downstreams: [], needs: [] };

/** The preset finds just these failed jobs of a database, says why the first failed, and retries it alone. */
export async function expectJobs(
  { url, sql }: { readonly url: string; readonly sql: postgres.Sql },
  { preset, queue, failed, done, other, told, afterRetry }: Omit<JobTable, "ddl">,
  jobs: JobsMapping | null = null,
): Promise<void> {
  const broker = createJobTable({ source: "jobs", databaseUrl: url, preset, jobs, schema: null });
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
  const fates = await broker.fates!([
    message.head,
    ...done.map((id) => as(id).head),
    as(failed[0]!.replace(/.$/, (last) => (last === "9" ? "8" : "9"))).head,
  ]);
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
}
