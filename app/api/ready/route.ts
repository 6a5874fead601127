import { isSomebody } from "../../../server/http/sign-in.ts";
import { readReadiness } from "../../../server/process/readiness.ts";
import { route } from "../../../server/http/route.ts";

export const dynamic = "force-dynamic";

/** Ready to serve: the database answers and a worker lives; 503 otherwise. Each source with its state, for who is signed in where people sign in. Strangers are told also that the database is away: nobody can be known then. */
export const GET = route(async ({ context }) => {
  try {
    const ctx = await context();
    const readiness = await readReadiness(ctx);
    const told = isSomebody(ctx) ? readiness : { ready: readiness.ready };
    return Response.json(told, { status: readiness.ready ? 200 : 503 });
  } catch {
    return Response.json({ ready: false, database: { ok: false } }, { status: 503 });
  }
});
