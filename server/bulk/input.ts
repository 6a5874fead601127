import { z } from "zod";
import { id, reason } from "../text/input.ts";

export const bulkCancel = z.object({ id, reason });
export type BulkCancel = z.infer<typeof bulkCancel>;
