import { reads, router } from "./init.ts";

export const liveRouter = router({
  /** Server-sent: the topics that changed since the last event. */
  changes: reads("message.view").subscription(async function* ({ ctx, signal }) {
    yield [] as string[];
    for await (const changed of ctx.live.changes(signal ?? new AbortController().signal)) yield [...changed];
  }),
});
