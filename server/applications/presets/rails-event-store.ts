import { outboxAt, tablesWith, utc } from "../has-columns.ts";
import type { Preset } from "../preset.ts";

/** RailsEventStore's outbox, `event_store_outbox`. Its documented way, `enqueued_at` set to null, enqueues again what was enqueued: it is not offered. */
export const railsEventStore: Preset = {
  name: "rails-event-store",
  label: "RailsEventStore, outbox",
  find: (catalogue) =>
    tablesWith(catalogue, ["id", "split_key", "format", "payload", "created_at", "enqueued_at"]).map((table) =>
      outboxAt(table, {
        id: "id",
        destination: "split_key",
        payload: "payload",
        created: utc("created_at"),
        publishedAt: utc("enqueued_at"),
        pending: [{ column: "enqueued_at", is: "null" }],
        published: [{ column: "enqueued_at", is: "not_null" }],
        untold: [
          "The table does not tell how often a row was tried, nor why it failed.",
          "Enqueued means handed to Sidekiq or Active Job: whether the job succeeded, the table does not tell.",
        ],
      }),
    ),
};
