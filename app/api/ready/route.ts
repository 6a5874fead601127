import { readReadiness } from "../../../server/http/health.ts";
import { route } from "../../../server/http/route.ts";

export const dynamic = "force-dynamic";

/** Ready to serve: the database answers and a worker lives; each source with its state. 503 otherwise. */
export const GET = route(async ({ context }) => {
  try {
    const readiness = await readReadiness(await context());
    return Response.json(readiness, { status: readiness.ready ? 200 : 503 });
  } catch {
    return Response.json({ ready: false, database: { ok: false } }, { status: 503 });
  }
});
