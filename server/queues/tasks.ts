import { loop, type Task } from "../process/work.ts";
import { sweepDepths } from "./sweep-depths.ts";

export const queueTasks: readonly Task[] = [loop("sweep depths", 600_000, sweepDepths)];
