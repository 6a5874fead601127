import { mine } from "../access/output.ts";
import { readMine } from "../access/read-mine.ts";
import { own, router } from "./init.ts";

export const accessRouter = router({
  mine: own.output(mine).query(({ ctx }) => readMine(ctx)),
});
