import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { port, units } from "../../oxlint.config.ts";
import { type Plant, plants } from "./plants.ts";

interface Diagnostic {
  readonly code: string;
  readonly help: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly line: number } }[];
}

const tree = mkdtempSync(join(tmpdir(), "redrive-plants-"));
afterAll(() => rmSync(tree, { recursive: true }));

test("every planted violation is caught by its rule, and its allowed neighbours pass", () => {
  for (const { file, ...plant } of plants) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), statements(plant).join("\n"));
  }
  mkdirSync(join(tree, "docs"));
  for (const file of ["oxlint.config.ts", "docs/architecture.md"]) cpSync(file, join(tree, file));
  symlinkSync(resolve("node_modules"), join(tree, "node_modules"));
  const { stdout } = spawnSync(resolve("node_modules/.bin/oxlint"), ["--format=json", "app", "components", "server"], {
    cwd: tree,
    encoding: "utf8",
  });
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

test("every folder and root file of the server has a row in the table, and every row names one", () => {
  const entries = ["server", "server/sources"].flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || (folder === "server" && !entry.name.endsWith(".test.ts")))
      .map(({ name }) => `${folder}/${name}`),
  );
  const rows = units.map(({ path }) => path).filter((path) => !/sources\/.*\.ts$/.test(path));
  expect(rows.toSorted()).toEqual(entries.toSorted());
});

test("every allowance of the table is used", () => {
  const all = readdirSync("server", { recursive: true, encoding: "utf8" })
    .map((path) => `server/${path}`)
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"));
  const unused = units.flatMap(({ path, imports, packages }) => {
    const inner = units.filter((other) => other.path !== path && other.path.startsWith(`${path}/`));
    const files = all.filter((file) => (file === path || file.startsWith(`${path}/`)) && !inner.some((other) => isIn(other.path, file)));
    const used = files.flatMap((file) => importsOf(file));
    return [...imports.map((name) => `server/${name}`), ...packages]
      .filter((name) => !name.endsWith("anything") && !used.some((one) => isIn(name, one)))
      .map((name) => `${path}: ${name}`);
  });
  expect(unused.filter((line) => !port.some((file) => line.endsWith(file)))).toEqual([]);
});

const isIn = (folder: string, path: string) => path === folder || path.startsWith(`${folder}/`);

function importsOf(file: string): readonly string[] {
  return [...readFileSync(file, "utf8").matchAll(/(?:from|import|import\() ?["`]([^"`$]+)/g)].map(([, to = ""]) =>
    to.startsWith(".") ? join(dirname(file), to) : to,
  );
}

test("no folder and no file has a name that says nothing", () => {
  const named = ["app", "components", "server", "bench", "e2e"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }),
  );
  expect(named.filter((path) => /(^|\/)(utils?|libs?|helpers?|services?|types?|common|index)(\.\w+)?$/.test(path))).toEqual([]);
});

function statements({ caught, passes = [] }: Pick<Plant, "caught" | "passes">): readonly string[] {
  return [...passes, ...Object.values(caught).flat()];
}
