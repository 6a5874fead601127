import { refuseForeign } from "../access/origin.ts";
import { readConfigOnce } from "../trpc/request.ts";

/** The answer to a request that no page of this console made; null for the console's own. Every route handler asks it first. */
export function answerRefusal(request: Request): Response | null {
  const refusal = refuseForeign(request, readConfigOnce().http);
  return refusal === null ? null : Response.json({ error: refusal }, { status: 403 });
}
