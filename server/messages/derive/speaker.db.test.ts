import { describe, expect, test } from "vitest";
import { getGroup } from "../../groups/get.ts";
import { textHeader } from "../../sources/json-head.ts";
import { createMemoryBroker } from "../../sources/memory/create.ts";
import { testContext } from "../../testing/context.ts";
import { testDatabase } from "../../testing/database.ts";
import { capture, deriveEverything, plainRules, rawMessage, shop, watchQueue } from "../../testing/messages.ts";

const start = new Date("2026-11-23T12:00:00Z");
const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

/** In the order of their capture, one a minute: the death that is carried, the event's own time; null: it carries neither. */
interface Message {
  readonly died?: number;
  readonly produced?: number;
}

const cases: readonly (readonly [what: string, messages: readonly Message[], speaks: number])[] = [
  ["the newest death", [{ died: -30 }, { died: -10 }], 1],
  ["the newest death, though an older one was captured later", [{ died: -10 }, { died: -30 }], 0],
  ["of deaths at one time the later capture", [{ died: -10 }, { died: -10 }], 1],
  ["of unknown deaths the later capture", [{}, {}], 1],
  ["a known death before one of which nothing is known", [{ died: -30 }, {}], 0],
  ["a known death that is captured after one of which nothing is known", [{}, { died: -30 }], 1],
  ["an unknown death that cannot have been before the known one", [{ died: -30 }, { produced: -5 }], 1],
  ["a known death before an unknown one that may be older", [{ died: -5 }, { produced: -30 }], 0],
  ["the latest of three, in no order", [{ died: -20 }, { produced: -3 }, { died: -40 }], 1],
];

async function run(messages: readonly Message[], together: boolean) {
  let clock = start;
  const rules = {
    ...plainRules,
    envelope: { ...plainRules.envelope, producedAt: "$.at" },
    headers: { ...plainRules.headers, errorType: "x-error", errorText: "x-text" },
  };
  const sources = [{ ...shop, queues: shop.queues.map((queue) => ({ ...queue, rules })) }];
  const ctx = testContext(await testDatabase(), { brokers: [createMemoryBroker("shop")], config: { sources }, clock: () => clock });
  const reader = { ...(await watchQueue(ctx)), rules };
  const raw = messages.map(({ died, produced }, n) =>
    rawMessage({
      diedAt: died === undefined ? null : at(died),
      body: Buffer.from(JSON.stringify({ eventId: `e-${n}`, at: produced === undefined ? undefined : at(produced) })),
      headers: [textHeader("x-error", "Shop.Refused"), textHeader("x-text", `order ${n} refused`)],
    }),
  );
  if (together) await capture(ctx, reader, raw);
  else
    for (const [n, message] of raw.entries()) {
      clock = at(n);
      await capture(ctx, reader, [message]);
    }
  const said = async () => {
    const rows = await ctx.sql<{ id: number }[]>`select id from groups`;
    expect(rows).toHaveLength(1);
    return (await getGroup(ctx, { id: rows[0]?.id ?? 0 })).errorText;
  };
  const live = await said();
  await deriveEverything(ctx);
  return [live, await said()];
}

describe("who speaks for a group", () => {
  test.each(cases)("%s", async (_, messages, speaks) => {
    const text = `order ${speaks} refused`;
    expect(await run(messages, false)).toEqual([text, text]);
    expect(await run(messages, true)).toEqual([text, text]);
  });
});
