import { z } from "zod";
import { breakersInput, pushInput } from "../downstreams/input.ts";
import { listBreakers } from "../downstreams/list.ts";
import { breakerList } from "../downstreams/output.ts";
import { pushReadings } from "../downstreams/push.ts";
import { acts, reads, router } from "./init.ts";

export const breakersRouter = router({
  list: reads("message.view")
    .input(breakersInput)
    .output(breakerList)
    .query(({ ctx, input }) => listBreakers(ctx, input)),
  push: acts
    .input(pushInput)
    .output(z.void())
    .mutation(({ ctx, input }) => pushReadings(ctx, input)),
});
