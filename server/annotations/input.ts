import { z } from "zod";
import { instant, storable } from "../text/input.ts";

export const annotateInput = z.object({
  /** "deploy orders-api v42": stands beside the charts. */
  text: storable(z.string().trim().min(1, "Say what happened.").max(200, "A note may have up to 200 characters.")),
  /** When it happened; left out: now. */
  at: instant.nullish(),
});
export type Annotate = z.infer<typeof annotateInput>;

export const listAnnotationsInput = z.object({ since: instant });
export type ListAnnotations = z.infer<typeof listAnnotationsInput>;
