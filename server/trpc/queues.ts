import { pause, purge, queueId, resume } from "../queues/input.ts";
import { listQueues } from "../queues/list.ts";
import { pauseQueue } from "../queues/pause.ts";
import { purgeQueue } from "../queues/purge.ts";
import { readQueueLog } from "../queues/read-log.ts";
import { readPurgePlan } from "../queues/read-purge-plan.ts";
import { resumeQueue } from "../queues/resume.ts";
import { allowed, router } from "./init.ts";

export const queuesRouter = router({
  list: allowed("queue.view").query(({ ctx }) => listQueues(ctx)),
  pause: allowed("queue.pause")
    .input(pause)
    .mutation(({ ctx, input }) => pauseQueue(ctx, input)),
  resume: allowed("queue.pause")
    .input(resume)
    .mutation(({ ctx, input }) => resumeQueue(ctx, input)),
  log: allowed("queue.view")
    .input(queueId)
    .query(({ ctx, input }) => readQueueLog(ctx, input)),
  purgePlan: allowed("queue.purge")
    .input(queueId)
    .query(({ ctx, input }) => readPurgePlan(ctx, input)),
  purge: allowed("queue.purge")
    .input(purge)
    .mutation(({ ctx, input }) => purgeQueue(ctx, input)),
});
