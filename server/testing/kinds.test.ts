import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { kinds } from "../sources/kinds.ts";

/** Where kinds are declared, made and demonstrated. Everybody else asks what a broker can (`Capabilities`, `HeadCodec`). */
const knows = ["server/sources/", "server/config/", "server/demo/", "server/testing/"];

const named = new RegExp(`["'\`](${[...kinds.map(({ kind }) => kind), "nats", "redis"].join("|")})["'\`]`);

test("nothing outside an adapter names a kind of broker", () => {
  const files = globSync(["server/**/*.ts", "app/**/*.{ts,tsx}", "components/**/*.{ts,tsx}"]).filter(
    (file) => !/\.test\.tsx?$/.test(file) && !knows.some((folder) => file.startsWith(folder)),
  );
  expect(files.length).toBeGreaterThan(300);
  const naming = files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line, at) => (named.test(line) ? [`${file}:${at + 1} ${line.trim()}`] : [])),
  );
  expect(naming).toEqual([]);
});

test("the configuration of a kind loads no driver", () => {
  const files = kinds.map(({ kind }) => `server/sources/${kind}/options.ts`);
  const imports = files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/ from "([^"]+)"/g)].map(([, from]) => from));
  expect(new Set(imports)).toEqual(
    new Set(["zod", "../source-kind.ts", "../../applications/job-preset-names.ts", "../../applications/mapping.ts", "./own-table.ts"]),
  );
});
