import { afterAll, describe, expect, test } from "vitest";
import { connectDatabase, type Sql } from "../../db/client.ts";
import { createTestDatabase } from "../database.ts";
import { judgeRows } from "./judge.ts";
import { readStatements } from "./read-statements.ts";
import { keyOf, type Statement } from "./statement.ts";

const statements = readStatements((path) => path === "server/testing/rows/judge.db.test.ts");
const database = await createTestDatabase();
const { sql, close } = connectDatabase(database.url, { max: 1 });
afterAll(async () => {
  await close();
  await database.drop();
});

interface Told extends PromiseLike<readonly unknown[]> {
  readonly strings?: readonly string[];
}
/** JSON that holds itself. */
type Tree = string | readonly Tree[] | { readonly [name: string]: Tree };
interface Named {
  readonly name: string;
}
type Seen = (Named & { readonly state: "found" }) | (Named & { readonly state: "lost"; readonly since: Date });

/** Where the statement of this query stands, and what is wrong with its rows. */
async function judge(query: Told): Promise<readonly string[]> {
  const key = keyOf(query.strings ?? []);
  const statement = statements.find((candidate): candidate is Statement => candidate.key === key);
  if (!statement) return ["it was not read"];
  const result = (await query) as Awaited<ReturnType<Sql["unsafe"]>>;
  return judgeRows(statement, result.columns, result);
}

describe("rows fit", () => {
  test.each<[string, Told]>([
    [
      "of each kind",
      sql<[{ n: number; big: number; words: string; yes: boolean; at: Date; bytes: Buffer; none: string | null }]>`
        select 1::int as n, 2::bigint as big, 'w'::name as words, true as yes, now() as at, '\\x00'::bytea as bytes, null::text as none`,
    ],
    ["of arrays", sql<{ ids: number[]; words: readonly string[] }[]>`select '{1}'::bigint[] as ids, '{a}'::text[] as words`],
    ["of JSON", sql<{ data: { a: 1; b?: Tree }[] }[]>`select '[{"a":1,"more":true},{"a":1,"b":[["x"]]}]'::jsonb as data`],
    ["of enums, by the words that came", sql<{ state: "dead" | "replaying" }[]>`select 'dead'::message_state as state`],
    ["that are one of several", sql<Seen[]>`select 'a' as name, 'lost' as state, now() as since union select 'b', 'found', null`],
    ["with more columns, where its type has an index", sql<({ id: number } & Record<string, unknown>)[]>`select 1 as id, 2 as other`],
    ["of none or one", sql<[Named?]>`select '' as name where false`],
  ])("%s", async (_of, query) => {
    expect(await judge(query)).toEqual([]);
  });
});

describe("rows differ", () => {
  test.each<[string, Told, string]>([
    ["without a column", sql<(Named & { n: number })[]>`select 'a' as name`, "n is declared, but no such column came"],
    ["with one nobody declared", sql<Named[]>`select 'a' as name, 1 as n`, "n is not declared"],
    ["with one twice", sql<Named[]>`select 'a' as name, 'b' as name`, "name came twice"],
    [
      "of another type, also without a row",
      sql<Named[]>`select 1::numeric::int as name where false`,
      "name is declared string, but its type (oid 23) comes as number",
    ],
    [
      "of decimals, which come as text",
      sql<{ n: number }[]>`select avg(1) as n`,
      "n is declared number, but its type (oid 1700) comes as string",
    ],
    [
      "of another element",
      sql<{ ids: string[] }[]>`select '{}'::bigint[] as ids`,
      "ids is declared array of string, but its elements (oid 1016) come as number",
    ],
    ["with null", sql<Named[]>`select null::text as name`, "name is declared string, but null came"],
    ["with null in an array", sql<{ ids: number[] }[]>`select '{1,null}'::int[] as ids`, "ids[1] is declared number, but NaN came"],
    [
      "with null in an array of text",
      sql<{ words: string[] }[]>`select array['a', null] as words`,
      'words holds null, which comes as the text "NULL"',
    ],
    ["with another word", sql<{ state: "a" | "b" }[]>`select 'c' as state`, 'state is declared "a" | "b", but string "c" came'],
    [
      "with a time in JSON",
      sql<{ data: { at: Date } | null }[]>`select '{"at":"2026-11-29"}'::jsonb as data`,
      'data.at is declared date, but string "2026-11-29" came',
    ],
    [
      "with none of several",
      sql<Seen[]>`select 'b' as name, 'lost' as state, null::timestamptz as since`,
      'the row is declared { name: string, state: "found" } | { name: string, state: "lost", since: date }, but object {"name":"b","state":"lost","since":null} came',
    ],
    ["fewer than one", sql<[Named]>`select 'b' as name where false`, "1 row is declared, but 0 came"],
    ["more than one", sql<[Named?]>`select 'b' as name from generate_series(1, 2)`, "at most 1 row is declared, but 2 came"],
  ])("%s", async (_of, query, fault) => {
    expect(await judge(query)).toContain(fault);
  });
});
