import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { OxlintConfig, OxlintOverride } from "oxlint";

/** A row of the table "Who may import whom" in docs/architecture.md. What no row allows is refused, also what comes new. */
interface Unit {
  /** A folder or a file: "server/replays", "server/sources/port.ts". */
  readonly path: string;
  /** Folders and files under server/: "text", "sources/port.ts"; "anything". */
  readonly imports: readonly string[];
  /** npm packages with what lies in them, and "node:" modules by name. */
  readonly packages: readonly string[];
}

/** What everybody knows of a broker. */
export const port = ["sources/attempt.ts", "sources/log.ts", "sources/port.ts", "sources/position.ts", "sources/output.ts"];
const row = /^\| `([^`]+)` +\| ([^|]*?) +\| ([^|]*?) +\|$/gm;
const words = (cell: string) => cell.split(/\s+/).filter((word) => word !== "" && word !== "nothing" && word !== "none");

export const units: readonly Unit[] = [...readFileSync("docs/architecture.md", "utf8").matchAll(row)].map(
  ([, path = "", imports = "", packages = ""]) => ({
    path,
    imports: words(imports).flatMap((word) => (word === "port" ? port : word)),
    packages: words(packages),
  }),
);

export const refusal = ({ path }: Pick<Unit, "path">) =>
  `docs/architecture.md, "Who may import whom": ${path} may not import this (a folder without a row of its own has its parent's).`;

/** Patterns count in their order: everything is refused, then some of it is allowed again. */
function refuse(unit: Unit, ...own: readonly string[]): OxlintOverride["rules"] {
  const allowed = unit.imports.flatMap((name) => {
    if (!name.endsWith(".ts")) return [`**/${name}/**`];
    if (!name.includes("/")) return [`../${name}`, `../../${name}`, `./${name}`];
    if (dirname(`server/${name}`) !== dirname(unit.path)) return [`**/${name}`];
    return [`**/${name}`, unit.path.endsWith(".ts") ? `./${basename(name)}` : `../${basename(name)}`];
  });
  const packages = unit.packages.flatMap((name) => (name.startsWith("node:") ? [name] : [name, `${name}/**`]));
  const group = ["**", ...[...own, ...allowed, ...packages].map((pattern) => `!${pattern}`)];
  return { "no-restricted-imports": ["error", { patterns: [{ group, message: refusal(unit) }] }] };
}

const tests = ["**/*.test.ts", "server/testing/**"];

function overridesOf(unit: Unit): readonly OxlintOverride[] {
  if (unit.imports.includes("anything")) return [];
  if (!existsSync(unit.path) || !statSync(unit.path).isDirectory()) return [{ files: [unit.path], rules: refuse(unit) }];
  const inner = readdirSync(unit.path).filter((name) => statSync(`${unit.path}/${name}`).isDirectory());
  const sideways = inner.map((name) => `../${name}/**`);
  return [
    { files: [`${unit.path}/*.ts`], excludeFiles: tests, rules: refuse(unit, "./**") },
    { files: [`${unit.path}/*/**/*.ts`], excludeFiles: tests, rules: refuse(unit, "./**", "../*.ts", ...sideways) },
  ];
}

export const forPages =
  "A page takes only types, values of server/trpc, server/text and of a domain's input, filter and words, and the packages in oxlint.config.ts.";
export const forRoutes = "A route handler calls server/http and server/trpc.";
const pagePackages = [
  "@base-ui/react",
  "@codemirror",
  "@lezer/highlight",
  "@tanstack/react-query",
  "@trpc",
  "clsx",
  "cmdk",
  "lossless-json",
  "lucide-react",
  "next",
  "next-themes",
  "nuqs",
  "react",
  "react-dom",
  "react-hotkeys-hook",
  "recharts",
  "tailwind-merge",
  "@fontsource-variable",
];
const browserFiles = ["input", "read-input", "filter", "words"];
/** One list: of several, what one allows would count for all. */
const pages = [
  "**",
  "!./**",
  "!../**",
  "!@/**",
  ...pagePackages.flatMap((name) => [`!${name}`, `!${name}/**`]),
  "**/server/*",
  "**/server/*/*",
  "**/server/*/*/**",
  ...["trpc/*", "text/*", ...browserFiles.flatMap((name) => [`*/${name}`, `*/${name}.ts`])].map((path) => `!**/server/${path}`),
];

const config: OxlintConfig = {
  plugins: ["typescript", "import", "react", "unicorn", "oxc"],
  categories: { correctness: "error" },
  ignorePatterns: ["drizzle/**", ".next/**", "next-env.d.ts"],
  rules: {
    "typescript/no-explicit-any": "error",
    "typescript/ban-ts-comment": "error",
    "import/no-cycle": ["error", { ignoreTypes: false }],
    "max-lines": ["error", { max: 350 }],
    complexity: ["error", { max: 15 }],
    "max-lines-per-function": ["error", { max: 80, skipBlankLines: true, skipComments: true }],
    "no-eval": "error",
    "no-debugger": "error",
    "react/no-danger": "error",
  },
  overrides: [
    {
      files: ["server/**/*.ts"],
      rules: {
        "no-console": "error",
        "no-restricted-properties": ["error", { object: "process", property: "env", message: "Only server/config reads the environment." }],
      },
    },
    {
      files: ["app/**/*.{ts,tsx}", "components/**/*.{ts,tsx}"],
      excludeFiles: ["**/*.test.{ts,tsx}"],
      rules: {
        "no-restricted-imports": [
          "error",
          {
            patterns: [{ group: pages, allowTypeImports: true, message: forPages }],
          },
        ],
      },
    },
    {
      files: ["app/api/**/*.ts", "app/metrics/**/*.ts"],
      excludeFiles: ["**/*.test.ts"],
      rules: {
        "no-restricted-imports": [
          "error",
          {
            patterns: [
              {
                group: [
                  "**",
                  "!./**",
                  "!@trpc/server/**",
                  "!node:stream/web",
                  "!**/server/{trpc,http}/*",
                  "!**/server/*/input.ts",
                  "!**/server/process/readiness.ts",
                ],
                message: forRoutes,
              },
            ],
          },
        ],
      },
    },
    // A file's row counts over that of its folder.
    ...units.toSorted((one, other) => one.path.length - other.path.length).flatMap(overridesOf),
    // A suite is one call that holds its tests; `populate` is a list of every procedure.
    {
      files: ["**/*.test.ts", "e2e/**", "server/sources/conformance.ts", "server/testing/populate.ts"],
      rules: { "max-lines-per-function": "off" },
    },
    { files: ["e2e/**"], rules: { "no-empty-pattern": "off" } },
    {
      files: [
        "server/config/load.ts",
        "server/process/{start,build,supervise}.ts",
        "server/demo/**",
        "server/testing/**",
        "bench/**",
        "**/*.test.ts",
        "**/*-command.ts",
      ],
      rules: { "no-console": "off", "no-restricted-properties": "off" },
    },
  ],
};

export default config;
