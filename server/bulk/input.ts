import { z } from "zod";
import { reason } from "../messages/input.ts";

export const changeCancel = z.object({ id: z.number().int().positive(), reason });
export type ChangeCancel = z.infer<typeof changeCancel>;
