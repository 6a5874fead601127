import { cancelBulk } from "../bulk/cancel.ts";
import { bulkCancel } from "../bulk/input.ts";
import { listBulks } from "../bulk/list.ts";
import { allowed, router } from "./init.ts";

export const bulkRouter = router({
  list: allowed("message.view").query(({ ctx }) => listBulks(ctx)),
  cancel: allowed("message.discard")
    .input(bulkCancel)
    .mutation(({ ctx, input }) => cancelBulk(ctx, input)),
});
