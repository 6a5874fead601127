import type { Opening } from "../source-kind.ts";
import { createMemoryBroker } from "./create.ts";
import { memoryCodec } from "./head.ts";
import type { memory } from "./options.ts";

export const memoryAdapter = {
  codec: memoryCodec,
  open: ({ name }: Opening<typeof memory>) => createMemoryBroker(name),
};
