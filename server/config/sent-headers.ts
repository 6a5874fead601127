import { z } from "zod";
import { text } from "../sources/source-kind.ts";

/** Headers of each request to an address that redrive.yaml names. */
export const sentHeaders = (variable: string) =>
  z
    .record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/, { error: "must be the name of a header" }), text)
    .default({})
    .meta({
      description: "Headers of each request. Their values count as secrets.",
      examples: [{ authorization: `Bearer \${${variable}}` }],
    });
