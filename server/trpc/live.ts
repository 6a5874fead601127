import type { Topic } from "../live/announce.ts";
import { notices } from "../live/output.ts";
import { reads, router } from "./init.ts";

export const liveRouter = router({
  /** Server-sent: the topics that were announced since the last event; none: a heartbeat. */
  notices: reads("message.view")
    .output(notices)
    .subscription(async function* ({ ctx, signal }): AsyncGenerator<readonly Topic[]> {
      yield* ctx.live.notices(signal ?? new AbortController().signal);
    }),
});
