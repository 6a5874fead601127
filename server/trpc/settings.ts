import { importAgain } from "../capture/import-again.ts";
import { importsAgain } from "../messages/input.ts";
import { listFailedImports } from "../settings/imports.ts";
import { readSettings } from "../settings/read.ts";
import { acts, reads, router } from "./init.ts";

export const settingsRouter = router({
  read: reads("settings.view").query(({ ctx }) => readSettings(ctx)),
  imports: reads("import.view").query(({ ctx }) => listFailedImports(ctx)),
  importAgain: acts.input(importsAgain).mutation(({ ctx, input }) => importAgain(ctx, input)),
});
