import type { Fragment } from "postgres";
import type { Ctx } from "../context.ts";

export interface SessionRow {
  readonly id: number;
  readonly agent: string | null;
  readonly address: string | null;
  readonly createdAt: string;
  readonly seenAt: string;
}

/** The sessions of a person that have not ended, as jsonb, the newest first; `person` is a column with the person's id. */
export function liveSessions({ sql, config: { signIn }, clock }: Pick<Ctx, "sql" | "config" | "clock">, person: Fragment): Fragment {
  const now = clock();
  const before = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  return sql`coalesce((
    select jsonb_agg(jsonb_build_object('id', s.id, 'agent', s.agent, 'address', s.address, 'createdAt', s.created_at, 'seenAt', s.seen_at)
      order by s.seen_at desc, s.id desc)
    from sessions s where s.person_id = ${person} and s.ends_at > ${now} and s.created_at > ${before(signIn?.hours ?? 0)}
      and s.seen_at > ${before(signIn?.idleHours ?? 0)}), '[]')`;
}
