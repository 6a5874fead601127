import { countPlaces } from "../overview/count-places.ts";
import { readDeepest } from "../overview/deepest.ts";
import { readGrowing } from "../overview/growing.ts";
import { readInflow } from "../overview/inflow.ts";
import { inflowInput } from "../overview/input.ts";
import { jumpInput } from "../overview/jump-input.ts";
import { jumpTo } from "../overview/jump.ts";
import { readLanes } from "../overview/lanes.ts";
import { readRunningReplays } from "../overview/running.ts";
import { summarizeOverview } from "../overview/summarize.ts";
import { reads, router } from "./init.ts";

export const overviewRouter = router({
  summary: reads("message.view").query(({ ctx }) => summarizeOverview(ctx)),
  inflow: reads("message.view")
    .input(inflowInput)
    .query(({ ctx, input }) => readInflow(ctx, input)),
  lanes: reads("replay.view")
    .input(inflowInput)
    .query(({ ctx, input }) => readLanes(ctx, input)),
  growing: reads("group.view").query(({ ctx }) => readGrowing(ctx)),
  deepest: reads("queue.view").query(({ ctx }) => readDeepest(ctx)),
  running: reads("replay.view").query(({ ctx }) => readRunningReplays(ctx)),
  counts: reads("message.view").query(({ ctx }) => countPlaces(ctx)),
  jump: reads("message.view")
    .input(jumpInput)
    .query(({ ctx, input }) => jumpTo(ctx, input)),
});
