import { Outbound } from "../outbound/outbound.ts";
import { serviceRule } from "../outbound/rule.ts";
import { loop, type Task } from "../process/work.ts";
import { addPolls } from "./claim-polls.ts";
import { judgeOwnReadings } from "./judge-own.ts";
import { deleteOldTransitions } from "./delete-old.ts";
import { beginPolls, type Polling } from "./poll.ts";

const pollBreakers: Task = async (ctx, worker) => {
  if (ctx.config.downstreams.length === 0) return;
  const outbound = new Outbound(serviceRule(ctx.config.outbound.allow));
  const polling: Polling = new Set();
  try {
    let isAdded = false;
    await loop("poll breakers", 500, async (_, signal) => {
      if (!isAdded) await addPolls(ctx, ctx.config.downstreams);
      isAdded = true;
      return beginPolls(ctx, outbound, signal, polling);
    })(ctx, worker);
  } finally {
    await Promise.all(polling);
    outbound.close();
  }
};

export const downstreamTasks: readonly Task[] = [
  pollBreakers,
  loop("judge downstreams", 5_000, judgeOwnReadings),
  loop("delete old changes of breakers", 3_600_000, deleteOldTransitions),
];
