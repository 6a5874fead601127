import { readDuplicates } from "../idempotency/duplicates.ts";
import { findEvent } from "../idempotency/find.ts";
import { eventInput } from "../idempotency/input.ts";
import { duplicates, foundEvent } from "../idempotency/output.ts";
import { reads, router } from "./init.ts";

export const idempotencyRouter = router({
  duplicates: reads("message.view")
    .output(duplicates)
    .query(({ ctx }) => readDuplicates(ctx)),
  find: reads("message.view")
    .input(eventInput)
    .output(foundEvent)
    .query(({ ctx, input }) => findEvent(ctx, input)),
});
