import type { Opening } from "../source-kind.ts";
import { createKafka } from "./create.ts";
import { kafkaCodec } from "./head.ts";
import type { kafka } from "./options.ts";

export const kafkaAdapter = {
  codec: kafkaCodec,
  open: ({ name, ...options }: Opening<typeof kafka>) => createKafka({ ...options, source: name }),
};
