import { readReadiness } from "../../../server/http/health.ts";
import { requestContext } from "../../../server/trpc/request.ts";

export const dynamic = "force-dynamic";

/** Ready to serve: the database answers and a worker lives; each source with its state. 503 otherwise. */
export async function GET(): Promise<Response> {
  try {
    const readiness = await readReadiness(await requestContext(null));
    return Response.json(readiness, { status: readiness.ready ? 200 : 503, headers: { "cache-control": "no-store" } });
  } catch {
    return Response.json({ ready: false, database: { ok: false } }, { status: 503, headers: { "cache-control": "no-store" } });
  }
}
