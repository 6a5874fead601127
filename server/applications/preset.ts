import type { Catalogue } from "./catalogue.ts";
import type { Mapping } from "./mapping.ts";

/**
 * The tables of one framework. `find` goes by columns, not by names alone, and answers every table of its family that the catalogue holds, in whatever
 * schema. Pure.
 */
export interface Preset {
  /** Its name in redrive.yaml. */
  readonly name: string;
  /** How a page calls it, with the versions that it was checked against. */
  readonly label: string;
  /** Some of its tables say what was processed. */
  readonly tellsProcessed?: true;
  /** Its tables of processed events in one schema are parts of one store. Left out: each is of another program. */
  readonly storeIsSchema?: true;
  find(catalogue: Catalogue): readonly Mapping[];
}
