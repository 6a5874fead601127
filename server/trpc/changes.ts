import { cancelChange } from "../bulk/cancel.ts";
import { changeCancel } from "../bulk/input.ts";
import { listChanges } from "../bulk/list.ts";
import { allowed, router } from "./init.ts";

export const changesRouter = router({
  list: allowed("message.view").query(({ ctx }) => listChanges(ctx)),
  cancel: allowed("message.discard")
    .input(changeCancel)
    .mutation(({ ctx, input }) => cancelChange(ctx, input)),
});
