import { z } from "zod";

/** A frozen selection that waits for a person to confirm an act on it. */
export const prepared = z.object({
  id: z.number(),
  /** Exactly so many messages. */
  total: z.number(),
  /** Messages that may match and are not chosen: not all of their bytes could be looked at. */
  unread: z.number(),
});
export type Prepared = Readonly<z.infer<typeof prepared>>;
