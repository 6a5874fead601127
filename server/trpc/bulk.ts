import { cancelBulk } from "../bulk/cancel.ts";
import { bulkCancel } from "../bulk/input.ts";
import { listBulks } from "../bulk/list.ts";
import { acts, reads, router } from "./init.ts";

export const bulkRouter = router({
  list: reads("message.view").query(({ ctx }) => listBulks(ctx)),
  cancel: acts.input(bulkCancel).mutation(({ ctx, input }) => cancelBulk(ctx, input)),
});
