import { z } from "zod";
import { shown } from "../text/output.ts";
import type { By } from "./by-column.ts";
import type { Grant } from "./grant.ts";
import { permissions } from "./permissions.ts";
import { principalKinds } from "./principal.ts";
import type { Mine } from "./words.ts";

export const by = z.object({ kind: z.enum(principalKinds), name: shown }) satisfies z.ZodType<By>;

const patterns = z.array(z.string()).readonly();

const grant: z.ZodType<Grant> = z.object({
  role: z.string(),
  permissions: z.array(z.enum(permissions)).readonly(),
  sources: patterns,
  queues: patterns,
  within: z.object({ sources: patterns, queues: patterns }).optional(),
});

export const mine = z.object({
  access: z.union([z.literal("everything"), z.array(grant).readonly()]),
  givers: z.array(shown).readonly(),
}) satisfies z.ZodType<Mine>;

export const place = z.object({ source: z.string(), queue: z.string() });
