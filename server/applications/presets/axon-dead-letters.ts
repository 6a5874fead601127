import { tablesWith } from "../has-columns.ts";
import type { JobsMapping } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** Axon Framework 4 by JDBC, whose names Postgres writes in lower case. A row without a cause only waits behind a failure of its sequence. */
export const axonDeadLetters: Preset = {
  name: "axon-dead-letters",
  label: "Axon Framework 4, dead letters by JDBC",
  find: (catalogue) =>
    tablesWith(catalogue, [
      "deadletteridentifier",
      "processinggroup",
      "sequenceidentifier",
      "sequenceindex",
      "payloadtype",
      "payload",
      "causetype",
      "causemessage",
      "lasttouched",
    ]).map(toJobs),
};

const toJobs = ({ schema, table }: { schema: string; table: string }): JobsMapping => ({
  kind: "jobs",
  schema,
  table,
  id: "deadletteridentifier",
  queue: "processinggroup",
  queues: null,
  type: "payloadtype",
  payload: "payload",
  attempts: null,
  mostAttempts: null,
  created: null,
  failedAt: null,
  changes: "lasttouched",
  errors: { column: ["causetype", "causemessage"], form: "axon-dead-letters" },
  failed: [{ column: "causetype", is: "not_null" }],
  done: "removed",
  retry: null,
  untold: ["It is retried by its application alone.", "How often it was tried is not kept, nor its stack."],
});
