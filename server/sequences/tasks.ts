import { loop, type Task } from "../process/work.ts";
import { fromTheFirst, judgeKeys } from "./judge-keys.ts";

export const sequenceTasks: readonly Task[] = [
  (ctx, worker) => {
    const turn = { after: fromTheFirst };
    return loop("judge sequences", 2_000, () => judgeKeys(ctx, turn))(ctx, worker);
  },
];
