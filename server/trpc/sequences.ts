import { getOrder } from "../sequences/get-order.ts";
import { orderInput, sequencesInput } from "../sequences/input.ts";
import { listSequences } from "../sequences/list.ts";
import { messageOrder, sequencePage } from "../sequences/output.ts";
import { reads, router } from "./init.ts";

export const sequencesRouter = router({
  list: reads("message.view")
    .input(sequencesInput)
    .output(sequencePage)
    .query(({ ctx, input }) => listSequences(ctx, input)),
  /** The order of the key of one message. */
  order: reads("message.view")
    .input(orderInput)
    .output(messageOrder)
    .query(({ ctx, input }) => getOrder(ctx, input)),
});
