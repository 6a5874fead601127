import type { Mapping, MappingKind, ProcessedMapping, TableRef } from "./mapping.ts";

/** The engines that an application's database may run on. */
export const engines = ["postgres", "mysql"] as const;
export type Engine = (typeof engines)[number];

/** Which dead letters an application consumed before they died. */
export interface Consumed {
  /** A dead-letter queue as source/queue; `*` stands for anything. */
  readonly queue: string;
  /** Its name in tables that many consumers share; null: not said. */
  readonly consumer: string | null;
}

/** Tables as redrive.yaml names them: spelt out, or by the preset that finds them in the catalogue. */
export type TableSpec = Mapping | PresetSpec;

/** `schema`, `table`, `only`: of all that the preset finds, only what is there, or of that kind; null or left out: all. */
export interface PresetSpec {
  readonly preset: string;
  readonly schema: string | null;
  readonly table?: TableRef | null;
  readonly only: MappingKind | null;
  /** The replication slot of the connector that reads its outbox; left out: it is not named. */
  readonly slot?: string;
  /** How long its rows of processed events are kept here; left out: as its framework does unless it is told otherwise. */
  readonly keeps?: ProcessedMapping["keeps"];
}

/** Where a program of the shop answers whether the effect of an event was done. */
export interface EvidenceSpec {
  readonly url: string;
  /** Headers of each request; their values are secrets. */
  readonly sends: Readonly<Record<string, string>>;
}

/** One program of the watched system with its own database, as redrive.yaml says. */
export interface ApplicationSpec {
  readonly name: string;
  readonly engine: Engine;
  /** null: it has no database, only evidence. */
  readonly databaseUrl: string | null;
  readonly consumes: readonly Consumed[];
  readonly tables: readonly TableSpec[];
  /** What becomes of a message of which nobody knows whether it was processed. null: one that is replayed alone is sent; of many, those wait of which it may be known later. */
  readonly unknown: "send" | "hold" | null;
  readonly evidence?: EvidenceSpec | null;
}
