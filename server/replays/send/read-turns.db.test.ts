import { expect, test, vi } from "vitest";
import { startBank } from "../../testing/bank.ts";

const soon = { timeout: 20_000, interval: 20 };

test("however many replays only hold messages, one that can send does", async () => {
  const { ids, held, begin, sent } = await startBank("OPEN", 120);
  const payments = ids.filter((_, n) => n % 2 === 0);
  for (const id of payments) await begin([id]);
  await vi.waitFor(async () => expect(await held()).toBe(60), soon);
  await begin(ids.filter((_, n) => n % 2 === 1));
  await vi.waitFor(() => expect(sent()).toHaveLength(60), { timeout: 5_000, interval: 20 });
}, 60_000);
