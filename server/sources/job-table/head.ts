import { createHash } from "node:crypto";
import type { FailedRef } from "../../applications/jobs/find-failed.ts";
import type { Job } from "../../applications/jobs/read-jobs.ts";
import { formatHead, jsonCodec, parseHead, textHeader } from "../json-head.ts";
import { momentOf } from "../../text/moment.ts";
import { BrokerError, type HeadCodec, type RawMessage } from "../port.ts";

/** Where a job lies. */
export interface JobPlace {
  readonly preset: string;
  /** schema.table */
  readonly table: string;
}

const asItIs = "A job runs as its table holds it: an edited one cannot be sent.";
const digestOf = (body: Uint8Array | null) => (body === null ? "none" : createHash("sha256").update(body).digest("hex"));

/**
 * The fields of a job are its headers. Nothing is added when it is sent, since its row stays what it is; it is recognised by its id when it fails again, so it needs no
 * room for Redrive's marks.
 */
export const jobCodec: HeadCodec = {
  ...jsonCodec({
    exchanges: false,
    carriesHeaders: true,
    readable: { string: /^[^]*$/ },
    strips: () => [],
    problemOf: ({ head, body }) => {
      const { problem, headers } = parseHead(head);
      if (problem !== null) return { kind: "head", text: problem };
      const whole = headers.find(({ name }) => name === "job-body")?.value.text;
      return whole === digestOf(body) ? null : { kind: "body", text: asItIs };
    },
    sizesOf: ({ head, body }) => ({ head: head.length, all: head.length + (body?.length ?? 0) }),
  }),
  edit: () => {
    throw new BrokerError("invalid", asItIs);
  },
  change: (head) => head,
};

/** A failed job as a dead letter: its payload is the body, byte for byte as the database prints it. */
export function toMessage({ preset, table }: JobPlace, job: Job): RawMessage {
  const told: Readonly<Record<string, string | number | null>> = {
    "job-framework": preset,
    "job-place": table,
    "job-id": job.id,
    "job-queue": job.queue,
    "job-type": job.type,
    "job-attempts": job.attempts,
    "job-max-attempts": job.mostAttempts,
    "job-created": isoOf(job.createdAt),
    "job-failed": isoOf(job.failedAt),
    "job-errors": job.errors,
    "job-failure": job.failure,
    "job-body": digestOf(job.payload),
  };
  const headers = Object.entries(told).flatMap(([name, value]) => (value === null ? [] : [textHeader(name, String(value))]));
  return {
    body: job.payload,
    head: formatHead({ key: null, address: { table, queue: job.queue }, headers, properties: [] }),
    position: `${table} ${job.id}`,
    identity: `${preset}:${table}:${job.id}:${job.failure}`,
    redelivered: null,
  };
}

const isoOf = (ms: number | null) => momentOf(ms)?.toISOString() ?? null;

/** The failure that a head tells of; null: it is of no job. */
export function failureIn(head: Uint8Array): (FailedRef & { readonly table: string; readonly queue: string }) | null {
  const { headers } = parseHead(head);
  const text = (name: string) => headers.find((header) => header.name === name)?.value.text ?? null;
  const [id, failure, table, queue] = [text("job-id"), text("job-failure"), text("job-place"), text("job-queue")];
  return id === null || failure === null || table === null || queue === null ? null : { id, failure, table, queue };
}
