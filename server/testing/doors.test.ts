import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** Who may write to a table: files that begin with this. */
const doors: readonly { readonly table: string; readonly builder: string; readonly writes: string; readonly by: readonly string[] }[] = [
  { table: "replay_items", builder: "replayItems", writes: "insert into|update|delete from", by: ["server/replays/items/"] },
  {
    table: "replay_stages",
    builder: "replayStages",
    writes: "insert into|update|delete from",
    by: ["server/replays/stages/open.ts", "server/replays/move-replay.ts"],
  },
  // Capture makes rows and retention deletes them; only the door changes them.
  { table: "messages", builder: "messages", writes: "update", by: ["server/messages/move.ts"] },
];

const sources = globSync("server/**/*.ts", { exclude: ["server/**/*.test.ts", "server/testing/**", "server/db/schema/**"] });

test.each(doors)("$table is written only by its door", ({ table, builder, writes, by }) => {
  const built = `\\.(${writes.replaceAll(/ into| from/g, "")})\\(${builder}\\)`;
  const writing = new RegExp(`\\b(${writes}) ${table}\\b|${built}`);
  const writers = sources.filter((file) => writing.test(readFileSync(file, "utf8")));
  expect(writers.filter((file) => !by.some((door) => file.startsWith(door)))).toEqual([]);
  // The pattern finds what it looks for.
  expect(by.filter((door) => !writers.some((file) => file.startsWith(door)))).toEqual([]);
});
