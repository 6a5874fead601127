import { z } from "zod";
import { shownLine } from "../text/output.ts";
import { engines } from "./application.ts";

export const applicationHealth = z.object({
  name: shownLine,
  /** null: it has no database, only evidence. */
  engine: z.enum(engines).nullable(),
  /** null: there is no database to ask. */
  answers: z.boolean().nullable(),
  /** Why it did not answer; null: it did. */
  reason: shownLine.nullable(),
  /** What keeps Redrive from knowing, and what a role may do without need. */
  warnings: z.array(shownLine).readonly(),
});
export type ApplicationHealth = Readonly<z.infer<typeof applicationHealth>>;
