import { pause, purge, queueId, resume } from "../queues/input.ts";
import { listQueues } from "../queues/list.ts";
import { pauseQueue } from "../queues/pause.ts";
import { purgeQueue } from "../queues/purge.ts";
import { readQueueLog } from "../queues/read-log.ts";
import { readPurgePlan } from "../queues/read-purge-plan.ts";
import { resumeQueue } from "../queues/resume.ts";
import { acts, reads, router } from "./init.ts";

export const queuesRouter = router({
  list: reads("queue.view").query(({ ctx }) => listQueues(ctx)),
  pause: acts.input(pause).mutation(({ ctx, input }) => pauseQueue(ctx, input)),
  resume: acts.input(resume).mutation(({ ctx, input }) => resumeQueue(ctx, input)),
  log: reads("queue.view")
    .input(queueId)
    .query(({ ctx, input }) => readQueueLog(ctx, input)),
  purgePlan: reads("queue.purge")
    .input(queueId)
    .query(({ ctx, input }) => readPurgePlan(ctx, input)),
  purge: acts.input(purge).mutation(({ ctx, input }) => purgeQueue(ctx, input)),
});
