import { getOutboxRow } from "../applications/outbox/get-row.ts";
import { publishInput, rowInput, rowsInput } from "../applications/outbox/input.ts";
import { listOutboxRows } from "../applications/outbox/list-rows.ts";
import { listOutboxes } from "../applications/outbox/list.ts";
import { outboxList, outboxRowDetail, outboxRows, published } from "../applications/outbox/output.ts";
import { publishNow } from "../applications/outbox/publish.ts";
import { acts, reads, router } from "./init.ts";

export const outboxRouter = router({
  list: reads("queue.view")
    .output(outboxList)
    .query(({ ctx }) => listOutboxes(ctx)),
  rows: reads("message.view")
    .input(rowsInput)
    .output(outboxRows)
    .query(({ ctx, input }) => listOutboxRows(ctx, input)),
  row: reads("message.view")
    .input(rowInput)
    .output(outboxRowDetail)
    .query(({ ctx, input }) => getOutboxRow(ctx, input)),
  publish: acts
    .input(publishInput)
    .output(published)
    .mutation(({ ctx, input }) => publishNow(ctx, input)),
});
