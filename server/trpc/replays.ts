import { cancelReplay } from "../replays/cancel.ts";
import { changeRate } from "../replays/change-rate.ts";
import { decideItems } from "../replays/decide.ts";
import { getReplay } from "../replays/get.ts";
import {
  decision,
  itemsInput,
  planInput,
  previewInput,
  rateChange,
  replayChange,
  replayId,
  replaysInput,
  startInput,
} from "../replays/input.ts";
import { listItems } from "../replays/items/list.ts";
import { listReplays } from "../replays/list.ts";
import { pauseReplay } from "../replays/pause.ts";
import { previewOutgoing } from "../replays/preview.ts";
import { readPlan } from "../replays/read-plan.ts";
import { resumeReplay } from "../replays/resume.ts";
import { startReplay } from "../replays/start.ts";
import { allowed, router } from "./init.ts";

export const replaysRouter = router({
  list: allowed("replay.view")
    .input(replaysInput)
    .query(({ ctx, input }) => listReplays(ctx, input)),
  get: allowed("replay.view")
    .input(replayId)
    .query(({ ctx, input }) => getReplay(ctx, input)),
  items: allowed("replay.view")
    .input(itemsInput)
    .query(({ ctx, input }) => listItems(ctx, input)),
  plan: allowed("replay.view")
    .input(planInput)
    .query(({ ctx, input }) => readPlan(ctx, input)),
  preview: allowed("replay.view")
    .input(previewInput)
    .query(({ ctx, input }) => previewOutgoing(ctx, input)),
  start: allowed("replay.start")
    .input(startInput)
    .mutation(({ ctx, input }) => startReplay(ctx, input)),
  pause: allowed("replay.start")
    .input(replayChange)
    .mutation(({ ctx, input }) => pauseReplay(ctx, input)),
  resume: allowed("replay.start")
    .input(replayChange)
    .mutation(({ ctx, input }) => resumeReplay(ctx, input)),
  cancel: allowed("replay.start")
    .input(replayChange)
    .mutation(({ ctx, input }) => cancelReplay(ctx, input)),
  changeRate: allowed("replay.start")
    .input(rateChange)
    .mutation(({ ctx, input }) => changeRate(ctx, input)),
  decide: allowed("replay.decide")
    .input(decision)
    .mutation(({ ctx, input }) => decideItems(ctx, input)),
});
