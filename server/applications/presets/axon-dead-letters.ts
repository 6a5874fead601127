import { tablesWith } from "../has-columns.ts";
import type { JobsMapping, TableRef } from "../mapping.ts";
import type { Preset } from "../preset.ts";

/** How a column of JDBC is called by JPA, as Spring Boot names it. */
const byJpa = (name: string) => spelt[name] ?? name;
const spelt: Readonly<Record<string, string>> = {
  deadletteridentifier: "dead_letter_id",
  processinggroup: "processing_group",
  sequenceidentifier: "sequence_identifier",
  sequenceindex: "sequence_index",
  payloadtype: "payload_type",
  causetype: "cause_type",
  causemessage: "cause_message",
  lasttouched: "last_touched",
};
const columns = [...Object.keys(spelt), "payload"];

/**
 * Axon Framework 4, by JDBC (whose names Postgres writes in lower case) and by JPA, where bodies are large objects. A row without a cause only waits behind a
 * failure of its sequence.
 */
export const axonDeadLetters: Preset = {
  name: "axon-dead-letters",
  label: "Axon Framework 4, dead letters",
  find: (catalogue) => [
    ...tablesWith(catalogue, columns).map((table) => toJobs(table, (name) => name, "payload")),
    ...tablesWith(catalogue, columns.map(byJpa)).map((table) => toJobs(table, byJpa, null)),
  ],
};

const toJobs = ({ schema, table }: TableRef, name: (column: string) => string, payload: string | null): JobsMapping => ({
  kind: "jobs",
  schema,
  table,
  id: name("deadletteridentifier"),
  queue: name("processinggroup"),
  queues: null,
  type: name("payloadtype"),
  payload,
  attempts: null,
  mostAttempts: null,
  created: null,
  failedAt: null,
  changes: name("lasttouched"),
  errors: { column: [name("causetype"), name("causemessage")], form: "axon-dead-letters" },
  failed: [{ column: name("causetype"), is: "not_null" }],
  done: "removed",
  retry: null,
  untold: [
    "It is retried by its application alone.",
    "How often it was tried is not kept, nor its stack.",
    ...(payload === null ? ["Its body is a large object, which is not read."] : []),
  ],
});
