import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { route } from "../../../../server/http/route.ts";
import { appRouter } from "../../../../server/trpc/router.ts";

const handle = route(async ({ request, context }) =>
  fetchRequestHandler({ endpoint: "/api/trpc", req: request, router: appRouter, allowMethodOverride: true, createContext: context }),
);

export { handle as GET, handle as POST };
