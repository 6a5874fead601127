import { router } from "./init.ts";

export const messagesRouter = router({});
