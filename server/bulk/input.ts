import { z } from "zod";
import { reason } from "../messages/input.ts";

export const bulkCancel = z.object({ id: z.number().int().positive(), reason });
export type BulkCancel = z.infer<typeof bulkCancel>;
