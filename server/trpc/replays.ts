import { router } from "./init.ts";

export const replaysRouter = router({});
