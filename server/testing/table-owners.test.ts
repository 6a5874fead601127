import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { describe, expect, test } from "vitest";

/** The folder of server/ that alone writes a table. A new table names its owner here. */
const owners: Readonly<Record<string, string>> = {
  audit: "access",
  principals: "access",
  sessions: "access",
  known_devices: "access",
  oidc_flows: "oidc",
  oidc_sessions: "oidc",
  oidc_logouts: "oidc",
  people: "people",
  given_roles: "people",
  api_tokens: "people",
  one_time_links: "people",
  sign_in_tries: "people",
  bulks: "bulk",
  selection_parts: "selections",
  prepared_selections: "selections",
  processed_looks: "replays",
  sources: "capture",
  failed_imports: "capture",
  identities: "capture",
  log_records: "capture",
  queue_gaps: "capture",
  log_positions: "capture",
  message_fates: "capture",
  queues: "queues",
  queue_depths: "queues",
  bodies: "messages",
  derivations: "messages",
  messages: "messages",
  message_history: "messages",
  hour_counts: "messages",
  day_counts: "messages",
  minute_arrivals: "messages",
  hour_arrivals: "messages",
  groups: "groups",
  sequence_keys: "sequences",
  breaker_polls: "downstreams",
  breaker_transitions: "downstreams",
  downstreams: "downstreams",
  replays: "replays",
  replay_items: "replays/items",
  replay_batches: "replays",
  replay_acts: "replays",
  replay_counts: "replays",
  replay_pace: "replays",
  replay_stages: "replays",
  releases: "replays",
  application_readings: "applications",
  push_keys: "alerts",
  push_subscriptions: "alerts",
  push_told: "alerts",
  alert_rules: "alerts",
  owner_rules: "alerts",
  group_owners: "alerts",
  alerts: "alerts",
  alert_transitions: "alerts",
  deliveries: "alerts",
  channel_refs: "alerts",
  channel_states: "alerts",
  silences: "alerts",
  slack_presses: "alerts",
  alert_turns: "alerts",
  alert_depths: "alerts",
  annotations: "annotations",
  workers: "process",
  database_mark: "db",
};

/** Files of other folders that write a table, each with the reason. One that no longer does must leave this list. */
const exceptions: Readonly<Record<string, string>> = {
  "groups messages/write-rows.ts": "What bytes say of a group is written with the rows; people's triage is the groups' own.",
  "groups messages/derive/settle-groups.ts": "The same, when messages are derived again.",
  "people access/begin-session.ts": "When a person was seen last is a part of their row.",
  "people access/find-session.ts": "The same.",
  "people access/find-proxied.ts": "The same.",
  "people access/know-person.ts": "Whom single sign-on or the proxy in front names has no account that somebody made.",
  "api_tokens access/find-token.ts": "When a token was used last is a part of its row.",
  "push_subscriptions access/revoke-sessions.ts":
    "A device is told of alerts for as long as its person's sessions are not all ended by others.",
  "queues capture/report.ts": "The state of capture is a part of the queue's row.",
  "queues capture/suspect-duplicates.ts": "When a redelivery came last is a part of the queue's row.",
};

/** The only files that may read or write stored bytes, besides payloads/: whoever shows bytes to people or searches them goes through it. */
const bytesAllowed: Readonly<Record<string, string>> = {
  "capture/suspect-duplicates.ts": "Reads whether it was redelivered, no bytes.",
  "idempotency/duplicates.ts": "Compares digests of messages with one event id.",
  "messages/delete-expired.ts": "Deletes them.",
  "messages/derive/stale.ts": "Derives rows from them.",
  "messages/store-version.ts": "Writes an edit.",
  "messages/write-bodies.ts": "Writes what capture took.",
  "replays/link-by-facts.ts": "Compares digests of what was sent with what arrives.",
  "replays/send/outbound.ts": "Reads them for the wire.",
  "replays/stages/read-candidates.ts": "Reads where each lay, no bytes.",
};

const files = globSync("server/**/*.ts", { exclude: ["server/**/*.test.ts", "server/testing/**"] })
  .map((path) => ({ path: path.slice("server/".length), text: readFileSync(path, "utf8") }))
  .toSorted((a, b) => a.path.localeCompare(b.path));

/** Tables by the names that the builder knows them by. */
async function readTables(): Promise<ReadonlyMap<string, string>> {
  const names = globSync("*.ts", { cwd: "server/db/schema" }).map((file) => basename(file, ".ts"));
  const modules = await Promise.all(names.map((name) => import(`../db/schema/${name}.ts`)));
  return new Map(
    modules.flatMap((module: Readonly<Record<string, unknown>>) =>
      Object.entries(module).flatMap(([name, value]) => (is(value, PgTable) ? [[name, getTableName(value)] as const] : [])),
    ),
  );
}

/** The tables that a source text writes, by SQL or by the builder. */
function writtenBy(text: string, tables: ReadonlyMap<string, string>): readonly string[] {
  const names = new Set(tables.values());
  const bySql = [...text.matchAll(/\b(?:insert\s+into|update|delete\s+from|truncate(?:\s+table)?)\s+(?:only\s+)?(\w+)/g)].map(
    ([, name]) => name ?? "",
  );
  const byBuilder = [...text.matchAll(/\.(?:insert|update|delete)\((\w+)\)/g)].map(([, name]) => tables.get(name ?? "") ?? "");
  return [...new Set([...bySql, ...byBuilder])].filter((name) => names.has(name));
}

describe("each table", () => {
  test("names its owner", async () => {
    expect(Object.keys(owners).toSorted()).toEqual([...new Set((await readTables()).values())].toSorted());
  });

  test("is written by its owner's folder only", async () => {
    const tables = await readTables();
    const strangers = files.flatMap(({ path, text }) =>
      writtenBy(text, tables)
        .filter((table) => !path.startsWith(`${owners[table]}/`))
        .map((table) => `${table} ${path}`),
    );
    expect(strangers.toSorted()).toEqual(Object.keys(exceptions).toSorted());
  });

  test("is recognised in SQL and with the builder", async () => {
    const tables = await readTables();
    const written = (text: string) => writtenBy(text, tables);
    expect(
      written("with a as (\n  insert into\n bodies as b ...), b as (delete from replay_items where ...) update messages m set"),
    ).toEqual(["bodies", "replay_items", "messages"]);
    expect(written("builderOn(tx).update(groups).set({ note }); db.insert(selectionParts)")).toEqual(["groups", "selection_parts"]);
    expect(written("select from messages for update of messages; map.delete(key)")).toEqual([]);
  });
});

test("stored bytes are read by payloads/ only, and where they are derived, written or sent", () => {
  const touching = files.filter(
    ({ path, text }) => !path.startsWith("payloads/") && /\b(?:from|join|into|using|update)\s+(?:only\s+)?bodies\b/.test(text),
  );
  expect(touching.map(({ path }) => path)).toEqual(Object.keys(bytesAllowed).toSorted());
});
