import { loop, type Task } from "../process/work.ts";
import { deleteExpired } from "./delete-expired.ts";
import { sweepCounts } from "./sweep-counts.ts";

export const messageTasks: readonly Task[] = [loop("delete expired", 3_600_000, deleteExpired), loop("sweep counts", 600_000, sweepCounts)];
