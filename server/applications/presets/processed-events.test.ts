import { expect, test } from "vitest";
import { processedEvents } from "./processed-events.ts";

const find = (...names: readonly string[]) =>
  processedEvents.find([
    {
      schema: "public",
      table: "inbox",
      is: "table",
      columns: names.map((name) => ({ name, type: "text" })),
      indexed: [],
      mayRead: true,
      mayWrite: false,
      hidesRows: false,
      isUnlogged: false,
    },
  ]);

test("a table of an event id, who processed it and when is found", () => {
  expect(find("event_id", "consumer", "processed_at")).toMatchObject([{ table: "inbox", eventId: "event_id", consumer: "consumer" }]);
  expect(find("event_id", "consumer")).toEqual([]);
});

test.each(["status", "processing_state", "State", "outcome", "expires_at", "expiresAt", "locked_until", "claimed_by", "handled", "error"])(
  "one with a column %s is not: its rows may be claims, or tell of another outcome",
  (column) => {
    expect(find("event_id", "consumer", "processed_at", column)).toEqual([]);
  },
);
