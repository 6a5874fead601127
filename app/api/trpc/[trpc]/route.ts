import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { answerRefusal } from "../../../../server/http/guard.ts";
import { requestContext } from "../../../../server/trpc/request.ts";
import { appRouter } from "../../../../server/trpc/router.ts";

async function handle(request: Request): Promise<Response> {
  const refusal = answerRefusal(request);
  if (refusal) return refusal;
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    allowMethodOverride: true,
    createContext: () => requestContext(request.headers.get("x-forwarded-for")),
    responseMeta: () => ({ headers: { "cache-control": "no-store" } }),
  });
}

export { handle as GET, handle as POST };
