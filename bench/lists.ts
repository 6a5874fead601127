import { facetMessages } from "../server/messages/facets.ts";
import { listMessages } from "../server/messages/list.ts";
import { listMessagesInput } from "../server/messages/read-input.ts";
import { testContext } from "../server/testing/context.ts";
import { startBenchDatabase } from "./database.ts";
import { seedMessages } from "./seed.ts";
import { percentile, printResult } from "./table.ts";

const stored = 1_000_000;
const samples = 100;

/** The read verbs behind the messages page at a million stored messages, warm, one at a time: p50 and p95 in milliseconds. */
export async function benchLists(): Promise<void> {
  const database = await startBenchDatabase();
  try {
    const ctx = testContext(database);
    await seedMessages(database.sql, stored);
    const list = (filter: string, after?: { diedAt: string; id: number }) => () =>
      listMessages(ctx, listMessagesInput.parse({ filter, cursor: after ?? null }));
    const deep = { diedAt: new Date(Date.now() - 20 * 86_400_000).toISOString(), id: 1 };
    const reads: Readonly<Record<string, () => Promise<unknown>>> = {
      "newest 50": list(""),
      "page 20 days back": list("", deep),
      "newest of a verdict": list("verdict:poison"),
      "newest of a queue and type": list("queue:orders.dlq type:Event7"),
      "newest of a rare error": list("error:NullPointerException37"),
      "newest of a key": list("key:ord-4711"),
      "newest of any state": list("state:any"),
      "text that only one error holds": list('"order 500001"'),
      "discarded, deep page": list("state:discarded", deep),
      "facets, all": () => facetMessages(ctx, { filter: "" }),
      "facets of a verdict": () => facetMessages(ctx, { filter: "verdict:poison" }),
      "facets of a queue": () => facetMessages(ctx, { filter: "queue:orders.dlq" }),
    };
    const rows = [];
    for (const [read, run] of Object.entries(reads)) rows.push({ read, ...(await timeRead(run)) });
    printResult("lists", rows);
  } finally {
    await database.stop();
  }
}

async function timeRead(run: () => Promise<unknown>): Promise<{ "p50 ms": number; "p95 ms": number }> {
  const times: number[] = [];
  for (let nth = -10; nth < samples; nth++) {
    const start = performance.now();
    await run();
    if (nth >= 0) times.push(performance.now() - start);
  }
  return { "p50 ms": Number(percentile(times, 0.5).toFixed(1)), "p95 ms": Number(percentile(times, 0.95).toFixed(1)) };
}
