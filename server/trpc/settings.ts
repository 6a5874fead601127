import { z } from "zod";
import { listHealth } from "../applications/health.ts";
import { applicationHealth } from "../applications/output.ts";
import { failedImports, importedAgain, settings } from "../settings/output.ts";
import { importAgain } from "../capture/import-again.ts";
import { importsAgain } from "../messages/input.ts";
import { listFailedImports } from "../settings/imports.ts";
import { readSettings } from "../settings/read.ts";
import { acts, reads, router } from "./init.ts";

export const settingsRouter = router({
  read: reads("settings.view")
    .output(settings)
    .query(({ ctx }) => readSettings(ctx)),
  applications: reads("settings.view")
    .output(z.array(applicationHealth).readonly())
    .query(({ ctx }) => listHealth(ctx)),
  imports: reads("import.view")
    .output(failedImports)
    .query(({ ctx }) => listFailedImports(ctx)),
  importAgain: acts
    .input(importsAgain)
    .output(importedAgain)
    .mutation(({ ctx, input }) => importAgain(ctx, input)),
});
