import type { SQL } from "drizzle-orm";
import type { ApplicationSpec, Engine } from "./application.ts";
import type { Catalogue, Column, Named } from "./catalogue.ts";
import type { TimeColumn } from "./mapping.ts";

/**
 * "away": no connection. "busy": it took too long or has no connection left. "denied": a permission lacks. "changed": a table or column is gone, or a value is none that can be worked with. "conflict": a constraint
 * of its tables refuses what was written.
 */
export type ApplicationErrorCode = "away" | "busy" | "denied" | "changed" | "conflict";

/** Why a database of an application did not answer. Its message is shown: it holds no value and no password. */
export class ApplicationError extends Error {
  override name = "ApplicationError";
  readonly code: ApplicationErrorCode;
  /** The connection was lost after the statement had left: it may have been carried out. */
  readonly mayBeDone: boolean;
  constructor(code: ApplicationErrorCode, message: string, { mayBeDone = false } = {}) {
    super(message);
    this.code = code;
    this.mayBeDone = mayBeDone;
  }
}

export type Row = Readonly<Record<string, unknown>>;

/** How one kind of database says things. Identifiers come from its catalogue, and are quoted by drizzle's dialect. */
export interface Dialect {
  readonly engine: Engine;
  /** A moment as milliseconds since 1970, as text or a number. */
  epochMs(column: SQL, type: string, time: TimeColumn): SQL;
  /** Whether rows can be found by text in a column of this type. */
  finds(type: Column["type"]): boolean;
  /** Whether a column of this type can hold a value that is spelt so. */
  canHold(type: Column["type"], value: string): boolean;
  /** The column is one of these; null: none of them can be a value of its type, or rows cannot be found by it. */
  isOneOf(column: SQL, type: Column["type"], values: readonly string[]): SQL | null;
  /** `type`: of the column, as the catalogue has it; of an expression, the plain name of its type. */
  asText(column: SQL, type: Column["type"]): SQL;
  limited(select: SQL, rows: number): SQL;
  now(): SQL;
  /**
   * How far a replica may be behind, in milliseconds; 0: it has all that was committed by now; null: it is no replica; "unknown": it is one, or may be, and does
   * not say. Rejects with `ApplicationError` alone.
   */
  replicaLag(read: ShopDatabase["read"]): Promise<number | null | "unknown">;
  /** Tells before a statement runs whether it reads few rows for its answer. Left out: only the first columns of indexes are known. */
  readonly plan?: { explain(statement: SQL): SQL; readsFew(rows: readonly Row[]): boolean };
}

/**
 * The database of an application. Each read is a transaction of its own that cannot write, ended by the server after `statementMs`; one connection a process.
 * Rejects with `ApplicationError` alone, and rests after "away" and "busy": what is asked meanwhile rejects at once.
 */
export interface ShopDatabase {
  readonly dialect: Dialect;
  /** `named`: what must not be missing where there are more tables than are looked at. */
  catalogue(named?: readonly Named[]): Promise<Catalogue>;
  read(statement: SQL): Promise<readonly Row[]>;
  /** One documented statement in a transaction; answers what it returns. */
  write(statement: SQL): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** Every configured application, by name. None connects before it is asked. */
export interface Applications {
  readonly all: readonly Application[];
  close(): Promise<void>;
}

export interface Application {
  readonly spec: ApplicationSpec;
  readonly database: ShopDatabase;
  /** null: redrive.yaml names no endpoint that answers for it. */
  readonly evidence: Evidence | null;
}

/** What an endpoint of the shop says of one event. `at`: milliseconds since 1970; null: it does not say. */
export type Told =
  | { readonly state: "done"; readonly at: number | null; readonly times: number }
  | { readonly state: "not_done" }
  | { readonly state: "unknown" };

/** An endpoint that says of events, by id, whether their effect was done. An event that it left out is unknown: `why` is the reason where it ended early; null: it did not. */
export interface Evidence {
  ask(
    consumer: string | null,
    events: readonly { readonly eventId: string; readonly producedAt: number | null }[],
  ): Promise<{ readonly told: ReadonlyMap<string, Told>; readonly why: string | null }>;
}
