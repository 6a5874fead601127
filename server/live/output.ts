import { z } from "zod";
import type { Topic } from "./announce.ts";

/** The topics that were announced since the last event; none: a heartbeat. */
export const notices = z.custom<AsyncIterable<readonly Topic[]>>(
  (value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value,
);
