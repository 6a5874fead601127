import { notices } from "../live/output.ts";
import { reads, router } from "./init.ts";

export const liveRouter = router({
  /** Server-sent: the topics that were announced since the last event; none: a heartbeat. */
  notices: reads("message.view")
    .output(notices)
    // Not a generator: the first answer says that there are too many, where there are.
    .subscription(({ ctx, signal = new AbortController().signal }) => ctx.live.open(ctx.address, signal)),
});
