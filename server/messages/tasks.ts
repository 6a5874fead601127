import { loop, type Task } from "../process/work.ts";
import { sweepCounts } from "./sweep-counts.ts";

export const messageTasks: readonly Task[] = [loop("sweep counts", 600_000, sweepCounts)];
