import type { Opening } from "../source-kind.ts";
import { createSqs } from "./create.ts";
import { sqsCodec } from "./head.ts";
import type { sqs } from "./options.ts";

export const sqsAdapter = {
  codec: sqsCodec,
  open: ({ name, ...options }: Opening<typeof sqs>) => createSqs({ ...options, source: name }),
};
