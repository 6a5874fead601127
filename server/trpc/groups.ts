import { router } from "./init.ts";

export const groupsRouter = router({});
