import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { processRegistry, measureProcess } from "./counters.ts";
import { stateGauges } from "./read-state.ts";

interface Exported {
  readonly name: string;
  readonly labels: readonly string[];
}

/** What Prometheus adds to every series (`job` and `instance` by the scrape). */
const scraped = ["job", "instance"];
measureProcess();

const own = await processRegistry.getMetricsAsArray();
const exported: ReadonlyMap<string, Exported> = new Map(
  [
    { name: "up", labels: [] },
    // Recorded by the rules.
    { name: "redrive:open_messages", labels: ["source", "queue"] },
    ...stateGauges,
    ...own.flatMap((metric) => {
      const { name, type, labelNames = [] } = metric as unknown as { name: string; type: unknown; labelNames?: readonly string[] };
      const isHistogram = String(type) === "histogram";
      return isHistogram
        ? ["bucket", "sum", "count"].map((of) => ({ name: `${name}_${of}`, labels: [...labelNames, "le"] }))
        : [{ name, labels: labelNames }];
    }),
  ].map((one) => [one.name, { name: one.name, labels: [...one.labels, ...scraped] }]),
);

interface Rule {
  readonly alert?: string;
  readonly expr: string;
  readonly annotations?: Readonly<Record<string, string>>;
}
const rules = (
  parse(readFileSync("docs/guide/prometheus-rules.yaml", "utf8")) as { groups: readonly { rules: readonly Rule[] }[] }
).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(readFileSync("docs/guide/grafana-dashboard.json", "utf8")) as {
  readonly panels: readonly {
    readonly title: string;
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  }[];
};
const shown = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr, says: legendFormat })),
);

const words = new Set(["by", "without", "and", "or", "on", "offset", "bool", "unless", "ignoring", "group_left"]);
/** Names of an expression that are neither functions nor words of PromQL, each with the labels that its selector names. */
function selectorsOf(expr: string): readonly Exported[] {
  const text = expr
    .replaceAll(/"[^"]*"/g, '""')
    .replaceAll(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, " ")
    .replaceAll(/\[[^\]]*\]/g, " ");
  return [...text.matchAll(/([a-zA-Z_:][\w:]*)\s*(\{[^}]*\})?(\s*\()?/g)].flatMap(([, name = "", selector = "", call]) =>
    call || words.has(name) || /^[\dsmhdwy]+$/.test(name)
      ? []
      : [{ name, labels: [...selector.matchAll(/(\w+)\s*[=!]/g)].map(([, label = ""]) => label) }],
  );
}
const groupings = (expr: string) => [...expr.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(/,\s*/));

const uses = [
  ...rules.map(({ alert = "a recording", expr, annotations = {} }) => ({ title: alert, expr, says: Object.values(annotations).join(" ") })),
  ...shown,
];

test.each(uses)("$title asks for what is exported, by its labels: $expr", ({ expr, says }) => {
  const selectors = selectorsOf(expr);
  expect(selectors.length).toBeGreaterThan(0);
  for (const { name, labels } of selectors) {
    expect([...exported.keys()], expr).toContain(name);
    for (const label of labels) expect(exported.get(name)?.labels, `${label} of ${name}`).toContain(label);
  }
  const all = selectors.flatMap(({ name }) => exported.get(name)?.labels ?? []);
  for (const label of groupings(expr)) expect(all, `by ${label}`).toContain(label);
  const told = [...says.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label = ""]) => label);
  for (const label of told) expect([...groupings(expr), ...(groupings(expr).length === 0 ? all : [])], `{{${label}}}`).toContain(label);
});

test("every family and counter that Redrive exports is in the guide, and most are on the dashboard", () => {
  const names = [...exported.keys()]
    .filter((name) => /^(?:dlq|redrive)_/.test(name))
    .map((name) => name.replace(/_(?:bucket|sum|count)$/, ""));
  const guide = readFileSync("docs/guide/metrics.md", "utf8");
  expect(new Set(names.filter((name) => !guide.includes(`\`${name}\``)))).toEqual(new Set());
});

test("panels of the dashboard do not overlap", () => {
  const grid = (dashboard.panels as unknown as readonly { gridPos: { x: number; y: number; w: number; h: number } }[]).map(
    ({ gridPos }) => gridPos,
  );
  const cells = grid.flatMap(({ x, y, w, h }) => Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`));
  expect(new Set(cells).size).toBe(cells.length);
  expect(grid.every(({ x, w }) => x + w <= 24)).toBe(true);
});
