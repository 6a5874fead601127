import { importAgain } from "../capture/import-again.ts";
import { importsAgain } from "../messages/input.ts";
import { readSettings } from "../settings/read.ts";
import { allowed, router } from "./init.ts";

export const settingsRouter = router({
  read: allowed("settings.view").query(({ ctx }) => readSettings(ctx)),
  importAgain: allowed("import.retry")
    .input(importsAgain)
    .mutation(({ ctx, input }) => importAgain(ctx, input)),
});
