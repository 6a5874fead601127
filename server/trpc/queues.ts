import { router } from "./init.ts";

export const queuesRouter = router({});
