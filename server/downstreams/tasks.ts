import { Outbound } from "../outbound/outbound.ts";
import { serviceRule } from "../outbound/rule.ts";
import { loop, type Task } from "../process/work.ts";
import { addPolls } from "./claim-polls.ts";
import { judgeOwnReadings } from "./judge-own.ts";
import { pollDue } from "./poll.ts";

const pollBreakers: Task = async (ctx, worker) => {
  if (ctx.config.downstreams.length === 0) return;
  const outbound = new Outbound(serviceRule(ctx.config.outbound.allow));
  try {
    let isAdded = false;
    await loop("poll breakers", 500, async (_, signal) => {
      if (!isAdded) await addPolls(ctx, ctx.config.downstreams);
      isAdded = true;
      return pollDue(ctx, outbound, signal);
    })(ctx, worker);
  } finally {
    outbound.close();
  }
};

export const downstreamTasks: readonly Task[] = [pollBreakers, loop("judge downstreams", 5_000, judgeOwnReadings)];
