import { z } from "zod";
import { annotate } from "../annotations/annotate.ts";
import { annotateInput, listAnnotationsInput } from "../annotations/input.ts";
import { listAnnotations } from "../annotations/list.ts";
import { annotation, madeAnnotation } from "../annotations/output.ts";
import { acts, reads, router } from "./init.ts";

export const annotationsRouter = router({
  list: reads("message.view")
    .input(listAnnotationsInput)
    .output(z.array(annotation).readonly())
    .query(({ ctx, input }) => listAnnotations(ctx, input)),
  make: acts
    .input(annotateInput)
    .output(madeAnnotation)
    .mutation(({ ctx, input }) => annotate(ctx, input)),
});
