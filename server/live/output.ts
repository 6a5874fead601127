import { z } from "zod";
import type { Topic } from "./announce.ts";

/** The topics that changed since the last event. */
export const changes = z.custom<AsyncIterable<readonly Topic[]>>(
  (value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value,
);
