import type { Fragment } from "postgres";
import { escapeLike } from "../text/like.ts";
import type { Sql } from "./client.ts";

/** A condition on a text: equal to `name`, or like it where it holds `*`. */
export function likeName(sql: Sql, column: Fragment, name: string): Fragment {
  return name.includes("*") ? sql`${column} like ${name.split("*").map(escapeLike).join("%")}` : sql`${column} = ${name}`;
}
