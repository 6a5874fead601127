import { z } from "zod";
import { configuredTarget, decided, itemsPage, outgoingPreview, planView, replaysPage, replayView, started } from "../replays/output.ts";
import { cancelReplay } from "../replays/cancel.ts";
import { changeRate } from "../replays/change-rate.ts";
import { decideItems } from "../replays/decide.ts";
import { getReplay } from "../replays/get.ts";
import {
  decision,
  defaultTargetInput,
  itemsInput,
  overrideInput,
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
import { readDefaultTarget } from "../replays/read-default-target.ts";
import { overrideBreaker } from "../replays/override-breaker.ts";
import { readPlan } from "../replays/read-plan.ts";
import { resumeReplay } from "../replays/resume.ts";
import { skipCanary } from "../replays/skip-canary.ts";
import { startReplay } from "../replays/start.ts";
import { stopWatching } from "../replays/stop-watching.ts";
import { acts, reads, router } from "./init.ts";

export const replaysRouter = router({
  list: reads("replay.view", "message.view")
    .input(replaysInput)
    .output(replaysPage)
    .query(({ ctx, input }) => listReplays(ctx, input)),
  get: reads("replay.view", "message.view")
    .input(replayId)
    .output(replayView)
    .query(({ ctx, input }) => getReplay(ctx, input)),
  items: reads("replay.view", "message.view")
    .input(itemsInput)
    .output(itemsPage)
    .query(({ ctx, input }) => listItems(ctx, input)),
  plan: reads("replay.view", "message.view")
    .input(planInput)
    .output(planView)
    .query(({ ctx, input }) => readPlan(ctx, input)),
  defaultTarget: reads("replay.view", "message.view")
    .input(defaultTargetInput)
    .output(configuredTarget)
    .query(({ ctx, input }) => readDefaultTarget(ctx, input)),
  preview: reads("replay.view", "message.view")
    .input(previewInput)
    .output(outgoingPreview)
    .query(({ ctx, input }) => previewOutgoing(ctx, input)),
  start: acts
    .input(startInput)
    .output(started)
    .mutation(({ ctx, input }) => startReplay(ctx, input)),
  pause: acts
    .input(replayChange)
    .output(z.void())
    .mutation(({ ctx, input }) => pauseReplay(ctx, input)),
  resume: acts
    .input(replayChange)
    .output(z.void())
    .mutation(({ ctx, input }) => resumeReplay(ctx, input)),
  cancel: acts
    .input(replayChange)
    .output(z.void())
    .mutation(({ ctx, input }) => cancelReplay(ctx, input)),
  changeRate: acts
    .input(rateChange)
    .output(z.void())
    .mutation(({ ctx, input }) => changeRate(ctx, input)),
  override: acts
    .input(overrideInput)
    .output(z.void())
    .mutation(({ ctx, input }) => overrideBreaker(ctx, input)),
  skipCanary: acts
    .input(replayChange)
    .output(z.void())
    .mutation(({ ctx, input }) => skipCanary(ctx, input)),
  stopWatching: acts
    .input(replayChange)
    .output(z.void())
    .mutation(({ ctx, input }) => stopWatching(ctx, input)),
  decide: acts
    .input(decision)
    .output(decided)
    .mutation(({ ctx, input }) => decideItems(ctx, input)),
});
