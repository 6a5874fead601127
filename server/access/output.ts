import { z } from "zod";
import type { By } from "./by-column.ts";
import { principalKinds } from "./principal.ts";

export const by = z.object({ kind: z.enum(principalKinds), name: z.string() }) satisfies z.ZodType<By>;
