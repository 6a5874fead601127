import { outboxAt, tablesWith, utc } from "../has-columns.ts";
import type { Preset } from "../preset.ts";

const columns = [
  ...["id", "status", "record_key", "record_type", "payload", "context", "created_at", "completed_at"],
  ...["failure_count", "failure_reason", "handler_id"],
];

/** Namastack Outbox for Spring, `outbox_record`. A row that succeeded after a retry keeps the reason of its failure. */
export const namastack: Preset = {
  name: "namastack",
  label: "Namastack Outbox",
  find: (catalogue) =>
    tablesWith(catalogue, columns).map((table) =>
      outboxAt(table, {
        id: "id",
        eventType: "record_type",
        destination: "handler_id",
        key: "record_key",
        payload: "payload",
        headers: "context",
        created: utc("created_at"),
        publishedAt: utc("completed_at"),
        attempts: "failure_count",
        error: "failure_reason",
        pending: [{ column: "status", in: ["NEW"] }],
        published: [{ column: "status", in: ["COMPLETED"] }],
        failed: [{ column: "status", in: ["FAILED"] }],
        untold: ["The reason of an earlier failure stays in a row after it has succeeded."],
      }),
    ),
};
