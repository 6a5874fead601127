import { beforeAll, onTestFinished, test } from "vitest";
import { createEmptyDatabase } from "../../testing/database.ts";
import { expectRecorded } from "../../testing/expect-recorded.ts";
import { buildTables, openTables } from "../../testing/java-tables.ts";
import { demandPrograms } from "../../testing/programs.ts";
import { jobTables } from "../../testing/job-tables.ts";
import { installShop, openShop } from "../../testing/python-shop.ts";
import { openShopProcess } from "../../testing/shop-process.ts";
import { expectJobs } from "../../testing/expect-jobs.ts";

// Real libraries write their tables here; frameworks with workers that a replay asks for have files of their own.
beforeAll(async () => void (await Promise.all([buildTables("jdbc"), installShop("django_results")])), 300_000);

type Written = Readonly<Record<string, number>> & { readonly error?: string };

const recordedOf = (preset: string) => jobTables.find((one) => one.preset === preset)!;

test("db-scheduler: a task that fails and is tried again, in the table that its guide tells to make", async () => {
  const database = await createEmptyDatabase();
  const recorded = recordedOf("db-scheduler");
  await database.sql.unsafe(recorded.ddl);
  await database.sql`truncate scheduled_tasks`;
  const library = await openTables("jdbc", "DbSchedulerTables", database.url);
  onTestFinished(library.close);
  await library.ask({ do: "write" });
  await expectJobs(database, { ...recorded, failed: ["failed"], other: ["running", "waiting"], told: { ...recorded.told, tries: 1 } });
});

test.each(["jdbc", "jpa"])("Axon Framework, dead letters by %s: what failed, and not what waits behind it", async (way) => {
  const database = await createEmptyDatabase();
  const library = await openTables("jdbc", "AxonTables", database.url);
  onTestFinished(library.close);
  await library.ask({ do: way });
  const recorded = jobTables.find(
    ({ preset, ddl }) => preset === "axon-dead-letters" && ddl.includes(way === "jpa" ? "dead_letter_entry" : "deadletterentry"),
  )!;
  const [table, id, sequence, index] =
    way === "jpa"
      ? ["dead_letter_entry", "dead_letter_id", "sequence_identifier", "sequence_index"]
      : ["deadletterentry", "deadletteridentifier", "sequenceidentifier", "sequenceindex"];
  await expectRecorded(recorded.ddl, database.sql, [String(table)]);
  const ids = (await database.sql.unsafe(`select ${id} as id from ${table} order by ${sequence}, ${index}`)).map((row) =>
    String(row["id"]),
  );
  const [first = "", behind = "", again = "", ...more] = ids;
  if (again === "" || more.length > 0) throw new Error(`Axon kept ${ids.length} dead letters.`);
  await expectJobs(database, {
    ...recorded,
    failed: [first, again],
    other: [behind],
    told: { ...recorded.told, eventType: "java.lang.String" },
  });
});

test("django-celery-results: what a worker of Celery wrote", async () => {
  const database = await createEmptyDatabase();
  const shop = await openShop<Written>("django_results", database.url);
  onTestFinished(shop.close);
  const { failed, done, retried, running } = await shop.ask({ do: "write" });
  const recorded = recordedOf("django-celery-results");
  await expectRecorded(recorded.ddl, database.sql, ["django_celery_results_taskresult"]);
  await expectJobs(database, { ...recorded, failed: [String(failed)], done: [String(done)], other: [String(retried), String(running)] });
});

test("delayed_job: what its worker gave up, and not what it tries again or has in hand", async () => {
  demandPrograms(["ruby-delayed-job-active-record", "ruby-pg"]);
  const database = await createEmptyDatabase();
  const shop = openShopProcess<Written>("ruby", ["server/testing/delayed_job/shop.rb", database.url]);
  onTestFinished(shop.close);
  const { failed, retried, running } = await shop.ask({ do: "write" });
  const recorded = recordedOf("delayed-job");
  await expectRecorded(recorded.ddl, database.sql, ["delayed_jobs"]);
  await expectJobs(database, {
    ...recorded,
    failed: [String(failed)],
    other: [String(retried), String(running)],
    told: { ...recorded.told, tries: 1 },
  });
});
