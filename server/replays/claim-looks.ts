import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";

/** Longer than a look may take, so that two workers do not ask the same application. */
const holdSeconds = 60;
/** Between the looks at one application. */
const paceSeconds = 1;

/** An application that this worker asks now, and the last item that was looked at. */
export interface Look {
  readonly application: string;
  readonly passed: number;
  /** Tells this claim from later ones. */
  readonly nextAt: Date;
}

/** Takes the applications that are due. What another worker took and never gave back is due again after a while. */
export async function claimLooks({ sql }: Ctx, names: readonly string[]): Promise<readonly Look[]> {
  await sql`
    insert into processed_looks (application, next_at) select name, now() from unnest(${textArray(names)}::text[]) as t(name)
    where not exists (select from processed_looks where application = name) on conflict do nothing`;
  return sql<Look[]>`
    update processed_looks set next_at = date_trunc('milliseconds', now()) + make_interval(secs => ${holdSeconds})
    where application in (
      select application from processed_looks where application = any(${textArray(names)}::text[]) and next_at <= now() for update skip locked)
    returning application, passed, next_at as "nextAt"`;
}

/** Gives an application back. Nothing where another worker has it by now. */
export async function endLook({ sql }: Ctx, { application, nextAt }: Look, passed: number): Promise<void> {
  await sql`
    update processed_looks set next_at = now() + make_interval(secs => ${paceSeconds}), passed = ${passed}
    where application = ${application} and next_at = ${nextAt}`;
}
