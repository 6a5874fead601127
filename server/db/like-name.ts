import type { Fragment } from "postgres";
import { isGlob } from "../text/glob.ts";
import { likeOfGlob } from "../text/like.ts";
import type { Sql } from "./client.ts";

/** A condition on a text: equal to `name`, or like it where it holds `*`. */
export function likeName(sql: Sql, column: Fragment, name: string): Fragment {
  return isGlob(name) ? sql`${column} like ${likeOfGlob(name)}` : sql`${column} = ${name}`;
}
