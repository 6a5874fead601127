import type { Topic } from "../live/announce.ts";
import { changes } from "../live/output.ts";
import { reads, router } from "./init.ts";

export const liveRouter = router({
  /** Server-sent: the topics that changed since the last event. */
  changes: reads("message.view")
    .output(changes)
    .subscription(async function* ({ ctx, signal }): AsyncGenerator<readonly Topic[]> {
      yield [];
      for await (const changed of ctx.live.changes(signal ?? new AbortController().signal)) yield changed;
    }),
});
