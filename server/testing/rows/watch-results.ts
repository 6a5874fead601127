import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, afterEach, expect, inject } from "vitest";
import { type Column, judgeRows } from "./judge.ts";
import { keyOf, type Statement } from "./statement.ts";

/** A query of postgres.js, which does not export its class (node_modules/postgres/src/query.js). */
interface Query {
  readonly tagged: boolean;
  readonly strings: readonly string[];
  readonly executed: boolean;
  readonly isRaw?: unknown;
  readonly cursorFn?: unknown;
  readonly forEachFn?: unknown;
  resolve(result: readonly object[] & { readonly columns: readonly Column[] | null }): void;
  handle(): Promise<void>;
}

/**
 * Set up before each file of tests: compares every result that postgres.js hands out with the row type of its statement. A test during which a result
 * differed fails, also where the code under test swallows errors. Which statements ran is noted for `read-once.ts`.
 */
const home = inject("rows");
const statements = Map.groupBy(JSON.parse(readFileSync(join(home, "statements.json"), "utf8")) as readonly Statement[], ({ key }) => key);
const ran = new Set<string>();
const faults = new Set<string>();

// It sends nothing until somebody waits for it.
const query: Query = Object.getPrototypeOf(postgres()`select 1`);
const { handle } = query;
query.handle = function (this: Query) {
  const declared = this.tagged && !this.executed ? statements.get(keyOf(this.strings)) : undefined;
  if (declared) {
    const { resolve } = this;
    this.resolve = (result) => {
      for (const statement of declared) {
        ran.add(statement.key);
        const isOther = this.isRaw !== undefined || this.cursorFn !== undefined || this.forEachFn !== undefined;
        const found = isOther
          ? ["only rows that are waited for as a whole can be checked"]
          : judgeRows(statement, result.columns ?? [], result);
        for (const fault of found) faults.add(`${statement.at}: ${fault}`);
      }
      resolve(result);
    };
  }
  return handle.call(this);
};

function fail(): void {
  const found = [...faults];
  faults.clear();
  if (found.length > 0) throw new Error(`Rows differ from the type of their statement:\n${found.join("\n")}`);
}

afterEach(fail);
afterAll(() => {
  query.handle = handle;
  appendFileSync(join(home, `ran-${process.pid}`), `${JSON.stringify({ file: expect.getState().testPath, keys: [...ran] })}\n`);
  fail();
});
