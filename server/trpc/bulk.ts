import { z } from "zod";
import { bulkLine } from "../bulk/output.ts";
import { cancelBulk } from "../bulk/cancel.ts";
import { bulkCancel } from "../bulk/input.ts";
import { listBulks } from "../bulk/list.ts";
import { acts, reads, router } from "./init.ts";

export const bulkRouter = router({
  list: reads("message.view")
    .output(z.array(bulkLine).readonly())
    .query(({ ctx }) => listBulks(ctx)),
  cancel: acts
    .input(bulkCancel)
    .output(z.void())
    .mutation(({ ctx, input }) => cancelBulk(ctx, input)),
});
