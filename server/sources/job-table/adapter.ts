import type { Opening } from "../source-kind.ts";
import { createJobTable } from "./create.ts";
import { jobCodec } from "./head.ts";
import type { jobTable } from "./options.ts";

export const jobTableAdapter = {
  codec: jobCodec,
  open: ({ name, ...options }: Opening<typeof jobTable>) => createJobTable({ ...options, source: name }),
};
