import { z } from "zod";
import { purgePlan, queueList, queueLog, removals } from "../queues/output.ts";
import { pause, purge, queueId, readAgain as readAgainInput, resume } from "../queues/input.ts";
import { readAgain } from "../capture/read-again.ts";
import { listQueues } from "../queues/list.ts";
import { pauseQueue } from "../queues/pause.ts";
import { purgeQueue } from "../queues/purge.ts";
import { readQueueLog } from "../queues/read-log.ts";
import { readPurgePlan } from "../queues/read-purge-plan.ts";
import { resumeQueue } from "../queues/resume.ts";
import { acts, reads, router } from "./init.ts";

export const queuesRouter = router({
  list: reads("queue.view")
    .output(queueList)
    .query(({ ctx }) => listQueues(ctx)),
  pause: acts
    .input(pause)
    .output(z.void())
    .mutation(({ ctx, input }) => pauseQueue(ctx, input)),
  resume: acts
    .input(resume)
    .output(z.void())
    .mutation(({ ctx, input }) => resumeQueue(ctx, input)),
  readAgain: acts
    .input(readAgainInput)
    .output(z.void())
    .mutation(({ ctx, input }) => readAgain(ctx, input)),
  log: reads("queue.view")
    .input(queueId)
    .output(queueLog)
    .query(({ ctx, input }) => readQueueLog(ctx, input)),
  purgePlan: reads("queue.purge")
    .input(queueId)
    .output(purgePlan)
    .query(({ ctx, input }) => readPurgePlan(ctx, input)),
  purge: acts
    .input(purge)
    .output(removals)
    .mutation(({ ctx, input }) => purgeQueue(ctx, input)),
});
