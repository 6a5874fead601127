import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import type { ApplicationSpec } from "./application.ts";
import type { ProcessedMapping } from "./mapping.ts";
import { openApplications } from "./open.ts";
import { listHealth } from "./health.ts";
import { applicationTasks } from "./tasks.ts";
import { testContext } from "../testing/context.ts";
import { createEmptyDatabase, testDatabase } from "../testing/database.ts";
import { createMariaDatabase } from "../testing/mariadb.ts";

const seen = (schema: string, table = "seen"): ProcessedMapping => ({
  kind: "processed",
  schema,
  table,
  eventId: "event_id",
  consumer: null,
  at: null,
  done: [],
  keeps: "all",
});

test("each application says whether it answers, what it lacks, and what its role may do without need", async () => {
  const shop = await createEmptyDatabase();
  await shop.sql.unsafe("create table seen (event_id text primary key)");
  const { sql: owner, named, as } = await createMariaDatabase();
  await owner.query("create table seen (event_id varchar(40) primary key)");
  const of = (name: string, engine: ApplicationSpec["engine"], databaseUrl: string, tables: ApplicationSpec["tables"]) => ({
    name,
    engine,
    databaseUrl,
    consumes: [],
    unknown: null,
    tables,
  });
  const specs = [
    of("mighty", "postgres", shop.url, [seen("public"), seen("public", "gone")]),
    of("mild", "mysql", await as("mild", [`select on ${named}.seen`]), [seen(named)]),
    of("away", "mysql", "mysql://u:s3cret@127.0.0.1:1/shop", [seen("shop")]),
  ];
  const applications = openApplications(specs);
  onTestFinished(() => applications.close());
  const lines: string[] = [];
  const log = pino({}, { write: (line) => void lines.push(line) });
  const ctx = { ...testContext(await testDatabase()), applications, log };
  for (const task of applicationTasks) await task(ctx, { id: "w", signal: new AbortController().signal });
  expect(lines.map((line) => (JSON.parse(line) as { application: string; msg: string }).msg)).toEqual([
    "This role may write public.seen, although it need not.",
    "There is no table public.gone, or this role may not see it.",
    expect.stringMatching(/^Redrive cannot read the application's database: It could not be asked \(ECONNREFUSED\)\./),
  ]);
  expect(lines.join()).not.toContain("s3cret");
  expect(await listHealth({ applications })).toEqual([
    {
      name: "mighty",
      engine: "postgres",
      answers: true,
      reason: null,
      warnings: ["This role may write public.seen, although it need not.", "There is no table public.gone, or this role may not see it."],
    },
    { name: "mild", engine: "mysql", answers: true, reason: null, warnings: [] },
    { name: "away", engine: "mysql", answers: false, reason: "It could not be asked (ECONNREFUSED).", warnings: [] },
  ]);
});
