import { countPlaces } from "../overview/count-places.ts";
import { jumpTo } from "../overview/jump.ts";
import { jumpInput } from "../overview/jump-input.ts";
import { allowed, router } from "./init.ts";

export const overviewRouter = router({
  counts: allowed("message.view").query(({ ctx }) => countPlaces(ctx)),
  jump: allowed("message.view")
    .input(jumpInput)
    .query(({ ctx, input }) => jumpTo(ctx, input)),
});
