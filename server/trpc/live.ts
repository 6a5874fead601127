import type { Topic } from "../live/announce.ts";
import { allowed, router } from "./init.ts";

export const liveRouter = router({
  /** Server-sent: the topics that were announced since the last event. */
  notices: allowed("message.view").subscription(async function* ({ ctx, signal }) {
    yield [] as Topic[];
    for await (const topics of ctx.live.notices(signal ?? new AbortController().signal)) yield [...topics];
  }),
});
