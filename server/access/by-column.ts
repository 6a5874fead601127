import type { Fragment } from "postgres";
import type { Sql, Transaction } from "../db/client.ts";
import type { PrincipalKind } from "./principal.ts";

/** Who did something, with the name that they had then. */
export interface By {
  readonly kind: PrincipalKind;
  readonly name: string;
}

/** `By` as jsonb, from a column that holds a row of `principals`; null where that is null. */
export function byColumn(sql: Sql | Transaction, column: Fragment): Fragment {
  return sql`(select jsonb_build_object('kind', p.kind, 'name', p.name) from principals p where p.id = ${column})`;
}
