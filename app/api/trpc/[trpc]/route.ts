import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { messageBytes, plainBytes } from "../../../../server/http/body.ts";
import { route } from "../../../../server/http/route.ts";
import { appRouter } from "../../../../server/trpc/router.ts";

/** More calls than a page makes at once, in one request. */
const maxBatchSize = 50;
/** What carries the body of a message. */
const large = ["messages.edit", "replays.preview"];

const handle = route(
  async ({ request, context }) =>
    fetchRequestHandler({
      endpoint: "/api/trpc",
      req: request,
      router: appRouter,
      allowMethodOverride: true,
      maxBatchSize,
      createContext: context,
    }),
  (request) => (large.some((path) => new URL(request.url).pathname.endsWith(`/${path}`)) ? messageBytes : plainBytes),
);

export { handle as GET, handle as POST };
