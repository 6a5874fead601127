import type { Shape } from "./shape.ts";

/** A statement of postgres.js with a row type. */
export interface Statement {
  /** "server/groups/list.ts:21". */
  readonly at: string;
  /** What `keyOf` makes of its texts. */
  readonly key: string;
  /** A union of objects. */
  readonly row: Shape;
  /** How many rows its type allows: `[Row]` is one, `[Row?]` none or one, `Row[]` any number. */
  readonly fewest: number;
  readonly most: number | null;
}

/** Names a statement by the texts between its values, which postgres.js keeps on each query. */
export const keyOf = (texts: readonly string[]): string => texts.join("${}");
