import { pause, resume } from "../queues/input.ts";
import { listQueues } from "../queues/list.ts";
import { pauseQueue } from "../queues/pause.ts";
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
});
