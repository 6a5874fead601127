import type { Engine } from "../application.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Mapping, MappingKind, TableRef } from "../mapping.ts";
import { isJobPreset, presets } from "../presets.ts";

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

/** Users and options may differ. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url.replace(/^[^:]+:/, "http:"));
  return `${host}${pathname}`;
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
    if (!isJobs) return offer(found, `applications.${application}.tables`, linesOf(application, preset));
    // Each source reads one table.
    const open = found.filter(({ schema }) => !jobs.some((one) => one.preset === preset && (one.schema ?? schema) === schema));
    return open.flatMap((mapping, nth) => {
      const source = freeName(`${application}-${preset}`, nth, sources);
      return offer([mapping], "sources", sourceLinesOf(source, application, { preset, schema: mapping.schema }));
    });
  });
}

const keyOf = ({ schema, table, kind }: Mapping) => JSON.stringify([schema, table, kind]);

function linesOf(application: string, preset: string): string {
  return `applications:\n  ${application}:\n    tables:\n      - preset: ${preset}\n`;
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
