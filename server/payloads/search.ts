import type { Fragment } from "postgres";
import type { Sql } from "../db/client.ts";
import { likeName } from "../db/like-name.ts";

/** A condition on `messages m`: the text of the newest body is JSON with this value at the path. `*` in the value stands for any text. */
export function payloadHolds(sql: Sql, path: readonly string[], value: string): Fragment {
  return sql`exists (select 1 from bodies b where b.message_id = m.id and b.version = m.version
    and position(${plainPart(value)} in coalesce(b.decoded, b.body)) > 0 and ${likeName(sql, sql`payload_text(coalesce(b.decoded, b.body), ${[...path]}::text[])`, value)})`;
}

/** The longest stretch that JSON writes as it is: bodies without it need not be parsed. */
function plainPart(value: string): Buffer {
  const longest = value.split(/[^A-Za-z0-9 _.:@-]+/).reduce((best, part) => (part.length > best.length ? part : best), "");
  return Buffer.from(longest);
}
