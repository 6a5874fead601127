import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, matchesGlob, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Plant, plants } from "./plants.ts";

interface Override {
  readonly files: readonly string[];
  readonly rules: { readonly "no-restricted-imports"?: readonly [string, { readonly patterns: readonly { readonly message: string }[] }] };
}
interface Diagnostic {
  readonly code: string;
  readonly help: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

const { overrides } = JSON.parse(readFileSync(".oxlintrc.json", "utf8")) as { overrides: readonly Override[] };
const tree = mkdtempSync(join(tmpdir(), "redrive-plants-"));
afterAll(() => rmSync(tree, { recursive: true }));

test("every planted violation is caught by its rule, and its allowed neighbours pass", () => {
  for (const { file, ...plant } of plants) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), statements(plant).join("\n"));
  }
  cpSync(".oxlintrc.json", join(tree, ".oxlintrc.json"));
  const { stdout } = spawnSync(resolve("node_modules/.bin/oxlint"), ["--format=json"], { cwd: tree, encoding: "utf8" });
  const report = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[]; number_of_files: number };
  expect(report.number_of_files).toBe(plants.length);
  const expected = plants.flatMap(({ file, caught }) =>
    Object.entries(caught).flatMap(([rule, lines]) => lines.map((line) => `${file}: ${line} // ${rule}`)),
  );
  const found = report.diagnostics.map(({ code, help, filename, labels }) => {
    const plant = plants.find(({ file }) => file === filename);
    const line = plant && statements(plant)[(labels[0]?.span.line ?? 0) - 1];
    return `${filename}: ${line} // ${code.includes("restricted") ? help : code}`;
  });
  expect({
    notCaught: expected.filter((violation) => !found.includes(violation)),
    notAllowed: found.filter((violation) => !expected.includes(violation)),
  }).toEqual({ notCaught: [], notAllowed: [] });
});

test("every dependency rule of every folder has its violation planted", () => {
  const unplanted = overrides.flatMap((override) =>
    (override.rules["no-restricted-imports"]?.[1].patterns ?? [])
      .filter(({ message }) => !plants.some(({ file, caught }) => ownerOf(file) === override && message in caught))
      .map(({ message }) => `${override.files.join(", ")}: ${message}`),
  );
  expect(unplanted).toEqual([]);
});

test("every folder of the server that has inputs is a domain to the rules", () => {
  const domains = readdirSync("server", { recursive: true, encoding: "utf8" }).filter((path) => /^\w+\/input\.ts$/.test(path));
  expect(domains.length).toBeGreaterThan(3);
  expect(domains.filter((path) => ownerOf(`server/${path}`) === undefined)).toEqual([]);
});

test("no folder and no file has a name that says nothing", () => {
  const named = ["app", "components", "server", "bench", "e2e"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }),
  );
  expect(named.filter((path) => /(^|\/)(utils?|libs?|helpers?|services?|types?|common|index)(\.\w+)?$/.test(path))).toEqual([]);
});

function statements({ caught, passes = [] }: Pick<Plant, "caught" | "passes">): readonly string[] {
  return [...passes, ...Object.values(caught).flat()];
}

/** Of the overrides that restrict a file's imports only the last counts: it replaces those before it. */
function ownerOf(file: string): Override | undefined {
  return overrides.findLast(({ files, rules }) => rules["no-restricted-imports"] && files.some((glob) => matchesGlob(file, glob)));
}
