import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { act, demand } from "../../access/act.ts";
import type { Ctx } from "../../context.ts";
import { DomainError } from "../../errors.ts";
import { columnOf } from "../condition.ts";
import type { Retry } from "../mapping.ts";
import { ApplicationError, type ShopDatabase } from "../port.ts";
import { retryStatement } from "../retry-statement.ts";
import { boundedRows, mostCounted, type Ready } from "./bounded.ts";
import { awayError, findApplication, findOutbox } from "./find-outbox.ts";
import { readRow } from "./get-row.ts";
import type { PublishInput } from "./input.ts";
import type { Published } from "./output.ts";
import { publishedWords, type Told } from "./published-words.ts";
import { refusePublish, refuseRole } from "./refuse-publish.ts";
import { rowOf, typeOf } from "./select-rows.ts";
import { forgetWatched } from "./watch.ts";

const batchRows = 100;
/** So long the first row of many is watched, unless its framework's relay looks less often. */
const usualCanaryMs = 10_000;
const lookMs = 500;

/**
 * Hands failed rows to their relay again, by the statement that their framework documents. The intent is in the audit log before anything is written, the
 * outcome after it. Of all rows the first that is still failed goes alone; the others follow, a batch at a time, once it is published. Conflict: more have
 * failed than was shown.
 */
export async function publishNow(ctx: Ctx, input: PublishInput): Promise<Published> {
  const { application: name, schema, table, reason } = input;
  await demand(ctx, { permission: "replay.start", scope: "somewhere", subject: `outbox ${schema}.${table} of ${name}` });
  const seen = await findApplication(ctx, name, "queue.view");
  const scope = seen.places.length > 0 ? seen.places : "everywhere";
  const asked = { permission: "replay.start", scope, subject: `outbox ${schema}.${table} of ${name}`, reason } as const;
  await demand(ctx, asked);
  const found = await findOutbox(seen, input);
  if (typeof found === "string") throw awayError(name, found);
  const { settled, application } = found;
  if (settled.state === "unknown") throw awayError(name, settled.reason);
  const retry = settled.mapping.publishNow;
  const refusal = refusePublish(application.database.dialect.engine, settled.mapping) ?? refuseRole(settled.table);
  if (retry === null || refusal !== null) throw new DomainError("invalid", refusal ?? "");
  const ids = await chooseRows(application.database, settled, retry, input);
  const operation = await act(ctx, asked, async (_tx, intent) => {
    intent.note({ data: { act: "publish", rows: ids.length, ids: ids.slice(0, batchRows) } });
    return intent.id;
  });
  const told = await write(application.database, settled, retry, { ids, isMany: "all" in input.rows && ids.length > 1 });
  forgetWatched(application);
  const words = publishedWords(told);
  await act(ctx, { ...asked, operation }, async (_tx, end) => {
    const result = told.unknown > 0 || told.stopped !== null ? "failed" : "allowed";
    end.note({
      result,
      data: { act: "published", published: told.published, left: told.left, unknown: told.unknown, untouched: told.untouched, words },
    });
  });
  const { published, left, unknown, untouched } = told;
  return { published, left, unknown, untouched, words };
}

async function chooseRows(
  database: ShopDatabase,
  settled: Ready,
  retry: Retry,
  { application, rows }: PublishInput,
): Promise<readonly string[]> {
  if (!("all" in rows)) return [...new Set(rows)];
  try {
    const bounded = await boundedRows(database, settled, retry.only);
    if (bounded === null || bounded.isSampled) throw new DomainError("invalid", "No index finds the failed rows. Publish single rows.");
    const chosen = await database.read(
      sql`select ${database.dialect.asText(columnOf(settled.mapping.id), typeOf(settled.table, settled.mapping.id))} as id from ${bounded.rows} as failed order by 1`,
    );
    if (chosen.length > rows.count)
      throw new DomainError(
        "conflict",
        `More rows have failed meanwhile: ${chosen.length > mostCounted ? "over 10,000" : chosen.length}. Nothing was published.`,
      );
    return chosen.map((row) => String(row["id"]));
  } catch (error) {
    if (error instanceof ApplicationError) throw awayError(application, error.message);
    throw error;
  }
}

async function write(
  database: ShopDatabase,
  settled: Ready,
  retry: Retry,
  { ids, isMany }: { readonly ids: readonly string[]; readonly isMany: boolean },
): Promise<Told> {
  const canaryMs = retry.canaryMs ?? usualCanaryMs;
  const told = { published: 0, left: 0, unknown: 0, untouched: ids.length, stopped: null as Told["stopped"], canaryMs };
  while (told.untouched > 0) {
    const isCanary = isMany && told.published === 0;
    const batch = ids.slice(-told.untouched).slice(0, isCanary ? 1 : batchRows);
    const statement = retryStatement(database.dialect, { table: settled.table, id: settled.mapping.id, retry }, batch);
    if (statement === null) return { ...told, stopped: "These ids cannot be looked for in its table." };
    told.untouched -= batch.length;
    try {
      const changed = (await database.write(statement)).length;
      told.published += changed;
      told.left += batch.length - changed;
    } catch (error) {
      if (!(error instanceof ApplicationError)) throw error;
      // A refused statement did nothing, nor did one that was not sent.
      if (error.mayBeDone) told.unknown += batch.length;
      else told.untouched += batch.length;
      return { ...told, stopped: error.message };
    }
    const [first = ""] = batch;
    if (isCanary && told.published > 0 && told.untouched > 0 && !(await leaves(database, settled, { id: first, canaryMs })))
      return { ...told, stopped: "canary" };
  }
  return told;
}

/** Whether a row is published, or gone, before the canary's time is over. */
async function leaves(
  database: ShopDatabase,
  settled: Ready,
  { id, canaryMs }: { readonly id: string; readonly canaryMs: number },
): Promise<boolean> {
  const until = Date.now() + canaryMs;
  while (Date.now() < until) {
    const row = await readRow(database, settled, id).catch((error: unknown) => {
      if (error instanceof ApplicationError) return "away" as const;
      throw error;
    });
    if (row === null) return true;
    if (row !== "away" && rowOf(settled.mapping, row).state === "published") return true;
    if (row !== "away" && rowOf(settled.mapping, row).state === "failed") return false;
    await delay(lookMs);
  }
  return false;
}
