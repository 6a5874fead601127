import { streamOwner } from "../access/principal.ts";
import { whileSignedIn } from "../access/while-signed-in.ts";
import { notices } from "../live/output.ts";
import { listens, router } from "./init.ts";

export const liveRouter = router({
  /**
   * Server-sent: the topics that were announced since the last event; none: a heartbeat. A topic names no queue: it tells no more than that
   * something of its kind has changed somewhere.
   */
  notices: listens
    .output(notices)
    // Not a generator: the first answer says that there are too many, where there are.
    .subscription(({ ctx, signal = new AbortController().signal }) =>
      whileSignedIn(ctx, ctx.live.open(streamOwner(ctx.principal, ctx.address), signal)),
    ),
});
