import type { Fragment } from "postgres";
import type { Ctx } from "../context.ts";

/** What is known of a death, of `messages m`. */
export interface Death {
  /** null: not known. */
  readonly diedAt: Date | null;
  /** Where it is not known: it did not die before. null: that is not known either. */
  readonly diedAfter: Date | null;
  /** It had died by then. */
  readonly capturedAt: Date;
}

export function deathColumns({ sql }: Pick<Ctx, "sql">): Fragment {
  return sql`case when m.death_known then m.sort_at end as "diedAt", m.died_after as "diedAfter", m.captured_at as "capturedAt"`;
}
