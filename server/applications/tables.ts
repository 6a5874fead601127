import { listWords } from "../text/list.ts";
import { type Catalogue, findTable } from "./catalogue.ts";
import type { PresetSpec, TableSpec } from "./application.ts";
import type { Mapping, MappingKind } from "./mapping.ts";
import type { Application } from "./port.ts";
import { ApplicationError } from "./port.ts";
import { findPreset } from "./presets.ts";
import { type Settled, settleTable } from "./settle-table.ts";

/** What is known of an application's tables. */
export type Tables =
  | ({ readonly state: "known"; readonly tables: readonly Settled[]; readonly catalogue: Catalogue } & Omit<Expanded, "mappings">)
  | { readonly state: "unknown"; readonly reason: string };

interface Expanded {
  readonly mappings: readonly Mapping[];
  /** A sentence for each preset that found nothing. */
  readonly problems: readonly string[];
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
    const catalogue = await database.catalogue();
    const { mappings, ...rest } = expand(spec.tables, catalogue);
    return { state: "known", tables: mappings.map((mapping) => settleTable(catalogue, mapping)), catalogue, ...rest };
  } catch (error) {
    if (error instanceof ApplicationError) return { state: "unknown", reason: error.message };
    throw error;
  }
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
    const within = catalogue.filter(({ schema }) => spec.schema === null || spec.schema === schema);
    const preset = findPreset(spec.preset);
    const found = (preset?.find(within) ?? []).filter(({ kind }) => spec.only === null || spec.only === kind);
    const owners = spec.schema === null ? ownersOf(found, catalogue) : [];
    if (found.length > 0 && owners.length < 2) {
      mappings.push(...found.map((mapping) => asTold(mapping, spec)));
      continue;
    }
    const problem =
      owners.length > 1
        ? `Tables of ${spec.preset} belong to ${listWords(owners)}: name the schema of the right ones.`
        : `No table of ${spec.preset} is ${spec.schema === null ? "there" : `in ${spec.schema}`}, or this role may not see it.`;
    problems.push(problem);
    if (spec.only === "processed" || (spec.only === null && preset?.tellsProcessed)) lacksProcessed ??= problem;
  }
  return { mappings, problems, lacksProcessed };
}

/** With what redrive.yaml says of the framework as it runs here. */
function asTold(mapping: Mapping, { slot, keeps }: PresetSpec): Mapping {
  if (mapping.kind === "outbox" && slot !== undefined) return { ...mapping, slot };
  return mapping.kind === "processed" && keeps !== undefined ? { ...mapping, keeps } : mapping;
}

/**
 * Who made these tables. Whoever may create tables in that database can make some that look like a framework's, so that those of one owner alone are taken where no
 * schema is named.
 */
function ownersOf(found: readonly Mapping[], catalogue: Catalogue): readonly string[] {
  return [...new Set(found.flatMap((mapping) => findTable(catalogue, mapping)?.owner ?? []))].toSorted();
}
