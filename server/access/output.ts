import { z } from "zod";
import { shown } from "../text/output.ts";
import type { By } from "./by-column.ts";
import { principalKinds } from "./principal.ts";

export const by = z.object({ kind: z.enum(principalKinds), name: shown }) satisfies z.ZodType<By>;
