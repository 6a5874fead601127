import { z } from "zod";
import { markHidden } from "./marked.ts";

/** Text that somebody wrote and people only read. What a page sends back, or looks up by, is a plain string. */
export const shown = z.string().transform(markHidden);
