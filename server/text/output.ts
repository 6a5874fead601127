import { z } from "zod";
import { markHidden, markLine } from "./marked.ts";

/** Text that somebody wrote and people only read. What a page sends back, or looks up by, is a plain string. */
export const shown = z.string().transform(markHidden);

/** The same for a name that people only read, and for a sentence that may hold one. */
export const shownLine = z.string().transform(markLine);
