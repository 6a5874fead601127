/** What a preset has to say of one table. Ids are those of its rows, as text; times in a fixture are relative to now. */
export type Expected =
  | {
      readonly kind: "outbox";
      readonly pending: readonly string[];
      /** "unknown": the table cannot tell. */
      readonly failed: readonly string[] | "unknown";
      /** "removed": rows go when they are published. */
      readonly published: readonly string[] | "removed";
      /** The rows that publish now takes of all; null: the framework documents no way. */
      readonly publishNow: readonly string[] | null;
      /** Rows do not tell anything. */
      readonly unmarked?: "log" | "offsets";
    }
  | {
      readonly kind: "processed";
      readonly processed: readonly string[];
      /** Young events: of older ones every table that removes rows knows nothing. */
      readonly notProcessed: readonly string[];
      readonly unknown: readonly string[];
      readonly consumer: string | null;
    };

/** The recorded schema of one framework, with rows in every state that it has. */
export interface Fixture {
  readonly preset: string;
  /** Tells fixtures of one preset apart, such as its versions. */
  readonly version: string;
  readonly ddl: string;
  /** By schema and name; a table that is not named here must not be found. */
  readonly tables: Readonly<Record<string, Expected>>;
}
