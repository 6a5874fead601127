import { listWords } from "../text/list.ts";
import { numberText } from "../text/numbers.ts";
import { type Catalogue, findTable, mostTables, type Named } from "./catalogue.ts";
import type { PresetSpec, TableSpec } from "./application.ts";
import type { Mapping, MappingKind, ProcessedMapping } from "./mapping.ts";
import type { Application } from "./port.ts";
import { ApplicationError } from "./port.ts";
import type { Preset } from "./preset.ts";
import { findPreset } from "./presets.ts";
import { type Settled, settleTable } from "./settle-table.ts";

/** What is known of an application's tables. */
export type Tables =
  | ({ readonly state: "known"; readonly tables: readonly Settled[]; readonly catalogue: Catalogue } & Omit<Expanded, "mappings">)
  | { readonly state: "unknown"; readonly reason: string };

interface Expanded {
  readonly mappings: readonly Mapping[];
  /** A sentence for each preset whose tables are not taken, or not all. */
  readonly problems: readonly string[];
  /** What may explain a problem and is none by itself. */
  readonly notes: readonly string[];
  /** The first of them whose framework notes what was processed; null: there is none. */
  readonly lacksProcessed: string | null;
}

/** The catalogue is read again after so long, so that a migration of the application is seen. */
const freshMs = 60_000;
const kept = new WeakMap<Application, { readonly at: number; readonly tables: Promise<Tables> }>();

/** Reads the tables of an application, at most once a minute and process. Never rejects for its database. */
export function readTables(application: Application, now: number = Date.now()): Promise<Tables> {
  const before = kept.get(application);
  if (before && now - before.at < freshMs) return before.tables;
  const tables = readNow(application);
  kept.set(application, { at: now, tables });
  // What could not be read is asked for again the next time: the port rests by itself.
  const forget = () => kept.delete(application);
  void tables.then(({ state }) => state === "unknown" && forget(), forget);
  return tables;
}

/** Those of one kind that can be asked or not; null: the database does not answer, or none is configured. */
export function ofKind<Kind extends MappingKind>(tables: readonly Settled[], kind: Kind) {
  return tables.filter((one): one is Settled<Extract<Mapping, { kind: Kind }>> => one.mapping.kind === kind);
}

async function readNow({ spec, database }: Application): Promise<Tables> {
  try {
    const catalogue = await database.catalogue(namedBy(spec.tables));
    const { mappings, ...rest } = expand(spec.tables, catalogue);
    return { state: "known", tables: mappings.map((mapping) => settleTable(catalogue, mapping)), catalogue, ...rest };
  } catch (error) {
    if (error instanceof ApplicationError) return { state: "unknown", reason: error.message };
    throw error;
  }
}

function namedBy(specs: readonly TableSpec[]): readonly Named[] {
  return specs.flatMap((one): Named | readonly Named[] => {
    if (!("preset" in one)) return [{ schema: one.schema, table: one.table }];
    return one.table ?? (one.schema === null ? [] : [{ schema: one.schema, table: null }]);
  });
}

/** Pure. The mappings that redrive.yaml means, with those that presets find. */
export function expand(specs: readonly TableSpec[], catalogue: Catalogue): Expanded {
  const mappings: Mapping[] = [];
  const problems: string[] = [];
  let lacksProcessed: string | null = null;
  for (const spec of specs) {
    if (!("preset" in spec)) {
      mappings.push(spec);
      continue;
    }
    const preset = findPreset(spec.preset);
    const { found, problem } = preset ? lookFor(spec, preset, catalogue) : { found: [], problem: `There is no preset ${spec.preset}.` };
    mappings.push(...found.map((mapping) => asTold(mapping, spec)));
    if (problem === null) continue;
    problems.push(problem);
    if (spec.only === "processed" || (spec.only === null && preset?.tellsProcessed)) lacksProcessed ??= problem;
  }
  const searches = specs.some((spec) => "preset" in spec && spec.schema === null && !spec.table);
  const notes =
    searches && catalogue.length >= mostTables
      ? [`Redrive looked at ${numberText(mostTables)} tables and no more: name the schema or the table in each entry of a preset.`]
      : [];
  return { mappings, problems, notes, lacksProcessed };
}

/** With what redrive.yaml says of the framework as it runs here. */
function asTold(mapping: Mapping, { slot, keeps }: PresetSpec): Mapping {
  if (mapping.kind === "outbox" && slot !== undefined) return { ...mapping, slot };
  return mapping.kind === "processed" && keeps !== undefined && provesAbsence(mapping) ? { ...mapping, keeps } : mapping;
}

/** Where a row is written before the work, and nobody notes when it was done, one that is missing or not done never means "not processed". */
const provesAbsence = ({ keeps, at, done }: ProcessedMapping) => typeof keeps === "number" || at !== null || done.length === 0;

/** `problem`: why tables are not taken, in a sentence; null: all that were found are. */
function lookFor(
  spec: PresetSpec,
  preset: Preset,
  catalogue: Catalogue,
): { readonly found: readonly Mapping[]; readonly problem: string | null } {
  const { schema, table = null, only } = spec;
  const found = preset
    .find(catalogue.filter((one) => schema === null || one.schema === schema))
    .filter(
      (one) => (only === null || one.kind === only) && (table === null || (one.schema === table.schema && one.table === table.table)),
    );
  if (found.length === 0) return { found, problem: `No table of ${spec.preset} is ${placeOf(spec)}, or this role may not see it.` };
  const owners = schema === null && table === null ? ownersOf(found, catalogue) : [];
  if (owners.length > 1)
    return { found: [], problem: `Tables of ${spec.preset} belong to ${listWords(owners)}: name the schema of the right ones.` };
  const rivals = rivalsOf(found, preset);
  if (rivals.length === 0) return { found, problem: null };
  const problem = `The preset ${spec.preset} finds several tables of processed events (${listWords(rivals)}), and not all of them may be of this application: name its own with "table".`;
  return { found: found.filter(({ kind }) => kind !== "processed"), problem };
}

function placeOf({ schema, table }: PresetSpec): string {
  if (table) return `${table.schema}.${table.table}`;
  return schema === null ? "there" : `in ${schema}`;
}

/**
 * Several programs may share a database, each with its own table. A row in one that does not name its consumer says "processed" of an event that another
 * program handled. Answers the tables, by name; empty: each row is certain to be of this application, or names its consumer.
 */
function rivalsOf(found: readonly Mapping[], preset: Preset): readonly string[] {
  const processed = found.filter((one) => one.kind === "processed");
  const stores = new Set(processed.map(({ schema, table }) => JSON.stringify(preset.storeIsSchema ? [schema] : [schema, table])));
  if (stores.size < 2 || processed.every(({ consumer }) => consumer !== null)) return [];
  return processed.map(({ schema, table }) => `${schema}.${table}`).toSorted();
}

/**
 * Who made these tables. Whoever may create tables in that database can make some that look like a framework's, so that those of one owner alone are taken where no
 * schema is named.
 */
function ownersOf(found: readonly Mapping[], catalogue: Catalogue): readonly string[] {
  return [...new Set(found.flatMap((mapping) => findTable(catalogue, mapping)?.owner ?? []))].toSorted();
}
