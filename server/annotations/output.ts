import { z } from "zod";
import { by } from "../access/output.ts";
import { shownLine } from "../text/output.ts";

export const annotation = z.object({ id: z.number(), at: z.date(), text: shownLine, by: by.nullable() });
export type Annotation = Readonly<z.infer<typeof annotation>>;

export const madeAnnotation = z.object({ id: z.number() });
