import type { Catalogue } from "../catalogue.ts";
import type { Mapping, MappingKind, TableRef } from "../mapping.ts";
import { presets } from "../presets.ts";

/** Tables of a framework that redrive.yaml does not name, with the lines that would. */
export interface Offer {
  readonly preset: string;
  readonly label: string;
  readonly tables: readonly (TableRef & { readonly kind: MappingKind })[];
  readonly lines: string;
}

/** Own tables of the usual shape are offered only where no framework claims them. */
const general: readonly string[] = ["outbox", "processed-events"];

/** Pure. What presets find beside what is configured. */
export function findOffers(application: string, catalogue: Catalogue, configured: readonly Mapping[]): readonly Offer[] {
  const taken = new Set(configured.map(keyOf));
  const all = presets.toSorted((a, b) => Number(general.includes(a.name)) - Number(general.includes(b.name)));
  return all.flatMap(({ name, label, find }) => {
    const found = find(catalogue).filter((mapping) => !taken.has(keyOf(mapping)));
    for (const mapping of found) taken.add(keyOf(mapping));
    if (found.length === 0) return [];
    const tables = found.map(({ schema, table, kind }) => ({ schema, table, kind }));
    return [{ preset: name, label, tables, lines: linesOf(application, name) }];
  });
}

const keyOf = ({ schema, table, kind }: Mapping) => JSON.stringify([schema, table, kind]);

function linesOf(application: string, preset: string): string {
  return `applications:\n  ${application}:\n    tables:\n      - preset: ${preset}\n`;
}
