import { hasColumn, outboxAt, tablesWith, utc } from "../has-columns.ts";
import type { Preset } from "../preset.ts";

/** The Rails gem outboxer, `outboxer_messages`. Its status is text. */
export const outboxer: Preset = {
  name: "outboxer",
  label: "outboxer (Rails)",
  find: (catalogue) =>
    tablesWith(catalogue, ["id", "status", "messageable_id", "messageable_type", "updated_at"]).map((table) => {
      const time = (name: string) => (hasColumn(table, name) ? utc(name) : null);
      return outboxAt(table, {
        id: "id",
        eventType: "messageable_type",
        key: "messageable_id",
        created: time("queued_at"),
        publishedAt: time("published_at"),
        pending: [{ column: "status", in: ["queued", "publishing"] }],
        published: [{ column: "status", in: ["published"] }],
        failed: [{ column: "status", in: ["failed"] }],
        publishNow: {
          set: { status: "queued", updated_at: "now", ...(hasColumn(table, "queued_at") ? { queued_at: "now" } : {}) },
          only: [{ column: "status", in: ["failed"] }],
        },
        untold: [
          "A row points at a record of the application: it holds no payload. The error is in outboxer_exceptions.",
          "A row of a publisher that died stays publishing.",
        ],
      });
    }),
};
