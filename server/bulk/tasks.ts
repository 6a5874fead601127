import { loop, type Task } from "../process/work.ts";
import { continueBulks } from "./continue.ts";

export const bulkTasks: readonly Task[] = [loop("continue bulk acts", 1_000, continueBulks)];
