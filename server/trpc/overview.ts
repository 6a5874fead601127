import { z } from "zod";
import { deepQueue, growingGroup, hit, inflow, overviewSummary, placeCounts, replayLane, runningReplay } from "../overview/output.ts";
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
  summary: reads("message.view")
    .output(overviewSummary)
    .query(({ ctx }) => summarizeOverview(ctx)),
  inflow: reads("message.view")
    .input(inflowInput)
    .output(inflow)
    .query(({ ctx, input }) => readInflow(ctx, input)),
  lanes: reads("replay.view", "message.view")
    .input(inflowInput)
    .output(z.array(replayLane).readonly())
    .query(({ ctx, input }) => readLanes(ctx, input)),
  growing: reads("group.view")
    .output(z.array(growingGroup).readonly())
    .query(({ ctx }) => readGrowing(ctx)),
  deepest: reads("queue.view")
    .output(z.array(deepQueue).readonly())
    .query(({ ctx }) => readDeepest(ctx)),
  running: reads("replay.view", "message.view")
    .output(z.array(runningReplay).readonly())
    .query(({ ctx }) => readRunningReplays(ctx)),
  counts: reads("message.view")
    .output(placeCounts)
    .query(({ ctx }) => countPlaces(ctx)),
  jump: reads("message.view")
    .input(jumpInput)
    .output(z.array(hit).readonly())
    .query(({ ctx, input }) => jumpTo(ctx, input)),
});
