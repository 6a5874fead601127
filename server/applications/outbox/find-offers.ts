import type { Engine, PresetSpec } from "../application.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Mapping, MappingKind, TableRef } from "../mapping.ts";
import { isJobPreset, presets } from "../presets.ts";
import { expand } from "../tables.ts";

/** Tables of a framework that redrive.yaml does not name, with the lines that would. */
export interface Offer {
  readonly preset: string;
  readonly label: string;
  readonly tables: readonly (TableRef & { readonly kind: MappingKind })[];
  /** Where in redrive.yaml they go: names joined by dots. */
  readonly under: string;
  readonly lines: string;
}

/** A source that reads the failed jobs of the same database. `schema` null: wherever they are found. */
export interface JobSource {
  readonly preset: string;
  readonly schema: string | null;
}

/** A source of any kind; only those of jobs name a preset. */
interface AnySource {
  readonly name: string;
  readonly databaseUrl?: string;
  readonly preset?: string;
  readonly schema?: string | null;
}

/** What redrive.yaml names already. */
export interface Configured {
  readonly mappings: readonly Mapping[];
  readonly jobs: readonly JobSource[];
  /** Names of all sources. */
  readonly sources: readonly string[];
}

/** Own tables of the usual shape are offered only where no framework claims them. */
const general: readonly string[] = ["outbox", "processed-events"];

/** Pure. The sources that read failed jobs in the database of this application. */
export function jobSourcesOf(
  { databaseUrl }: { readonly databaseUrl: string | null },
  sources: readonly AnySource[],
): readonly JobSource[] {
  const place = databaseUrl === null ? null : placeOf(databaseUrl);
  return sources.flatMap(({ databaseUrl: url, preset, schema = null }) =>
    url !== undefined && preset !== undefined && placeOf(url) === place ? [{ preset, schema }] : [],
  );
}

/** Users and options may differ. An address that cannot be read, such as one of several hosts, is the same only to the letter. */
function placeOf(url: string): string {
  const written = url.replace(/^postgresql:/, "postgres:");
  if (!URL.canParse(written)) return url;
  const { protocol, hostname, port, pathname } = new URL(written);
  return `${protocol}//${hostname.toLowerCase()}:${port || "5432"}${pathname}`;
}

/** Pure. What presets find beside what is configured. Failed jobs are dead letters: a source reads them, on Postgres alone. */
export function findOffers(
  { name: application, engine }: { readonly name: string; readonly engine: Engine },
  catalogue: Catalogue,
  { mappings, jobs, sources }: Configured,
): readonly Offer[] {
  const taken = new Set(mappings.map(keyOf));
  const all = presets.toSorted((a, b) => Number(general.includes(a.name)) - Number(general.includes(b.name)));
  return all.flatMap(({ name: preset, label, find }): readonly Offer[] => {
    const isJobs = isJobPreset(preset);
    if (isJobs && engine !== "postgres") return [];
    const found = find(catalogue).filter((mapping) => !taken.has(keyOf(mapping)));
    for (const mapping of found) taken.add(keyOf(mapping));
    const offer = (tables: readonly Mapping[], under: string, lines: string): readonly Offer[] =>
      tables.length === 0
        ? []
        : [{ preset, label, tables: tables.map(({ schema, table, kind }) => ({ schema, table, kind })), under, lines }];
    if (!isJobs) return offer(found, `applications.${application}.tables`, linesOf(application, entriesOf(preset, found, catalogue)));
    // Each source reads one table.
    const open = found.filter(({ schema }) => !jobs.some((one) => one.preset === preset && (one.schema ?? schema) === schema));
    return open.flatMap((mapping, nth) => {
      const source = freeName(`${application}-${preset}`, nth, sources);
      return offer([mapping], "sources", sourceLinesOf(source, application, { preset, schema: mapping.schema }));
    });
  });
}

const keyOf = ({ schema, table, kind }: Mapping) => JSON.stringify([schema, table, kind]);

/** Entries that take these tables, all of them and no others: as few as do. */
function entriesOf(preset: string, tables: readonly Mapping[], catalogue: Catalogue): readonly PresetSpec[] {
  const every: PresetSpec = { preset, schema: null, only: null };
  const places = new Map(tables.map(({ schema, table }) => [JSON.stringify([schema, table]), { schema, table }]));
  const single = tables.map(({ schema, table, kind }): PresetSpec => ({ ...every, table: { schema, table }, only: kind }));
  const ways = [
    [every],
    [...new Set(tables.map(({ schema }) => schema))].map((schema): PresetSpec => ({ ...every, schema })),
    [...places.values()].map((table): PresetSpec => ({ ...every, table })),
  ];
  const wanted = tables.map(keyOf).toSorted().join();
  const takesThem = (specs: readonly PresetSpec[]) => {
    const { mappings, problems } = expand(specs, catalogue);
    return problems.length === 0 && mappings.map(keyOf).toSorted().join() === wanted;
  };
  return ways.find(takesThem) ?? single;
}

function linesOf(application: string, entries: readonly PresetSpec[]): string {
  const choose = entries.length > 1 ? " # keep those of this application" : "";
  return `applications:\n  ${application}:\n    tables:${choose}\n${entries.map(entryLines).join("")}`;
}

/** A text in quotes of JSON is one of YAML. */
function entryLines({ preset, schema, table, only }: PresetSpec): string {
  const told = [
    `preset: ${preset}`,
    ...(table ? [`table: ${JSON.stringify(`${table.schema}.${table.table}`)}`] : []),
    ...(schema === null ? [] : [`schema: ${JSON.stringify(schema)}`]),
    ...(only === null ? [] : [`only: ${only}`]),
  ];
  return `      - ${told.join("\n        ")}\n`;
}

function sourceLinesOf(source: string, application: string, { preset, schema }: Pick<JobSource, "preset" | "schema">): string {
  return `sources:\n  ${source}:\n    kind: job-table\n    database: ... # the address under applications.${application}.database\n    preset: ${preset}\n    schema: ${JSON.stringify(schema)}\n    queues: ["*"]\n`;
}

/** The nth name of this kind that no source has. */
function freeName(wanted: string, nth: number, taken: readonly string[]): string {
  const short = wanted.slice(0, 60);
  const names = Array.from({ length: nth + taken.length + 1 }, (_, at) => (at === 0 ? short : `${short}-${at + 1}`));
  return names.filter((name) => !taken.includes(name))[nth] ?? short;
}
