import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { textHeader } from "../sources/json-head.ts";
import type { Ctx } from "../context.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { connectDatabase } from "../db/client.ts";
import { testContext } from "../testing/context.ts";
import { createTestDatabase } from "../testing/database.ts";
import { confirmed, capture, plainRules, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { completeFilter } from "./complete.ts";
import { countMessages } from "./count.ts";
import { countNewer } from "./count-newer.ts";
import { discardMessages } from "../bulk/discard.ts";
import { facetMessages } from "./facets.ts";
import { getMessage } from "./get.ts";
import { histogramMessages } from "./histogram.ts";
import { listMessages } from "./list.ts";
import { getPayload } from "../payloads/payload.ts";
import { selectMessages } from "../selections/select.ts";
import { summarizeMessages } from "./summarize.ts";
import type { FacetValue, MessageLine } from "./output.ts";

const now = new Date("2026-11-23T12:00:00Z");
const rules = {
  ...plainRules,
  envelope: { eventId: "$.id", eventType: "$.type", key: "$.key" },
  headers: { ...plainRules.headers, errorType: "x-error", errorText: "x-text", attempts: "x-attempts" },
  downstreams: [{ name: "payment-gateway", match: "payment-gateway" }],
  needs: [],
};
const errors = ["TimeoutException", "JsonMappingException", "java.lang.NullPointerException", null];
const total = 72;

let ctx: Ctx;
let everything: readonly MessageLine[];
let close: () => Promise<void>;

beforeAll(async () => {
  const database = await createTestDatabase();
  const clients = connectDatabase(database.url, { max: 5 });
  close = async () => {
    await clients.close();
    await database.drop();
  };
  ctx = testContext(clients, { brokers: [createMemoryBroker(shop.name)], config: { sources: [shop] }, clock: () => now });
  const readers = await Promise.all(["orders.dlq", "payments.dlq", "a%b_c"].map((name) => watchQueue(ctx, name)));
  for (const [nth, reader] of readers.entries()) {
    const mine = Array.from({ length: total / 3 }, (_, at) => at * 3 + nth);
    await capture(
      ctx,
      { ...reader, rules },
      mine.map((at) => {
        const error = errors[at % errors.length] ?? null;
        const text = at % 5 === 0 ? "no answer from payment-gateway" : `100% of order ${at} failed`;
        return rawMessage({
          body: Buffer.from(
            JSON.stringify({ id: `e-${at}`, type: ["OrderPlaced", "OrderPaid", ""][at % 3], key: at % 2 ? `k-${at % 6}` : undefined }),
          ),
          diedAt: new Date(now.getTime() - at * 30 * 60_000),
          headers: [
            ...(error ? [textHeader("x-error", error), textHeader("x-text", text)] : []),
            ...(at % 4 === 1 ? [] : [textHeader("x-attempts", String(1 + (at % 4)))]),
          ],
        });
      }),
    );
  }
  const dead = await listAll("");
  await discardMessages(ctx, { selection: { ids: dead.filter((_, at) => at % 6 === 0).map(({ id }) => id) }, reason: "a test" });
  everything = await listAll("state:any");
});

afterAll(() => close());

/** Every page of a small size, as a person would press "more". */
async function listAll(filter: string): Promise<MessageLine[]> {
  const rows: MessageLine[] = [];
  let cursor: { sortAt: string; id: number } | null = null;
  do {
    const page = await listMessages(ctx, { filter, cursor, limit: 7 });
    rows.push(...page.messages);
    cursor = page.next && { id: page.next.id, sortAt: page.next.sortAt.toISOString() };
  } while (cursor);
  return rows;
}

const hoursOld = ({ sortAt }: MessageLine) => (now.getTime() - sortAt.getTime()) / 3_600_000;
const dead = ({ state }: MessageLine) => state === "dead";
const cases: readonly (readonly [string, (row: MessageLine) => boolean])[] = [
  ["", dead],
  ["state:any", () => true],
  ["state:discarded", (row) => row.state === "discarded"],
  ["-state:dead", (row) => row.state !== "dead"],
  ["verdict:poison", (row) => dead(row) && row.verdict === "poison"],
  ["-verdict:poison", (row) => dead(row) && row.verdict !== "poison"],
  ["category:timeout queue:orders.dlq", (row) => dead(row) && row.category === "timeout" && row.queue === "orders.dlq"],
  ["queue:*.dlq", (row) => dead(row) && row.queue.endsWith(".dlq")],
  ['queue:"a%b_c"', (row) => dead(row) && row.queue === "a%b_c"],
  ["queue:a_b*", () => false],
  ["type:OrderPlaced", (row) => dead(row) && row.eventType === "OrderPlaced"],
  ["-type:Order*", (row) => dead(row) && row.eventType === ""],
  ["type:Order* verdict:transient", (row) => dead(row) && row.eventType.startsWith("Order") && row.verdict === "transient"],
  ["error:nullpointer", (row) => dead(row) && row.errorType === "java.lang.NullPointerException"],
  ["key:k-1", (row) => dead(row) && row.eventKey === "k-1"],
  ["-key:k-1", (row) => dead(row) && row.eventKey !== "k-1"],
  ["event:e-10", (row) => dead(row) && row.eventId === "e-10"],
  ["attempts:>=3", (row) => dead(row) && (row.attempts ?? 0) >= 3],
  ["attempts:unknown", (row) => dead(row) && row.attempts === null],
  ["-attempts:unknown", (row) => dead(row) && row.attempts !== null],
  ["-attempts:>=3", (row) => dead(row) && !(row.attempts !== null && row.attempts >= 3)],
  ["age:<6h", (row) => dead(row) && hoursOld(row) < 6],
  ["age:>1d", (row) => dead(row) && hoursOld(row) > 24],
  ["100%", (row) => dead(row) && (row.errorText ?? "").includes("100%")],
  ["e-11", (row) => dead(row) && row.eventId === "e-11"],
  ["-answer", (row) => dead(row) && !(row.errorText ?? "").includes("answer")],
  ["replayed:>0", () => false],
  ["payload.id:e-11", (row) => dead(row) && row.eventId === "e-11"],
  ["payload.key:k-* queue:orders.dlq", (row) => dead(row) && row.eventKey !== null && row.queue === "orders.dlq"],
  ["-payload.key:k-1", (row) => dead(row) && row.eventKey !== "k-1"],
  ["header.X-Error:*nullpointer*", (row) => dead(row) && row.errorType === "java.lang.NullPointerException"],
  ["-header.x-attempts:* verdict:transient", (row) => dead(row) && row.attempts === null && row.verdict === "transient"],
  ['body:"E-1" -age:>6h', (row) => dead(row) && row.eventId?.startsWith("e-1") === true && hoursOld(row) <= 6],
  ["state:any -body:orderp type:Order*", () => false],
];

describe("a filter", () => {
  test("has something to tell apart", () => {
    expect(everything).toHaveLength(total);
    expect(new Set(everything.map(({ verdict }) => verdict)).size).toBe(3);
    expect(new Set(everything.map(({ state }) => state))).toEqual(new Set(["dead", "discarded"]));
    expect(everything.some(({ attempts }) => attempts === null)).toBe(true);
  });

  test.each(cases)("%s: pages, count and selection agree", async (filter, fits) => {
    const wanted = everything.filter(fits).map(({ id }) => id);
    expect((await listAll(filter)).map(({ id }) => id)).toEqual(wanted);
    expect(await countMessages(ctx, { filter })).toEqual({ n: wanted.length, capped: false });
    expect(await countMessages(ctx, { filter, asOf: now })).toEqual({ n: wanted.length, capped: false });
    expect(await countNewer(ctx, { filter, since: 0 })).toBe(wanted.length);
    const selected: number[] = [];
    for await (const ids of selectMessages(ctx, await confirmed(ctx, filter, now), 10)) selected.push(...ids);
    expect(selected.toSorted((a, b) => a - b)).toEqual(wanted.toSorted((a, b) => a - b));
  });

  test("with a mistake is refused with what is allowed", async () => {
    await expect(listMessages(ctx, { filter: "verdict:bad", limit: 5 })).rejects.toThrow(/poison, transient, unknown/);
    await expect(facetMessages(ctx, { filter: "color:red" })).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("facets", () => {
  const of = { verdict: "verdict", category: "category", queue: "queue", type: "eventType" } as const;
  test.each([
    "",
    "verdict:poison",
    "verdict:poison queue:orders.dlq",
    "-category:timeout type:OrderPaid",
    "state:discarded queue:*.dlq",
    "attempts:>1 verdict:poison",
    "key:k-3",
  ])("%s: each is counted under the others", async (filter) => {
    const facets = await facetMessages(ctx, { filter });
    for (const [facet, field] of Object.entries(of)) {
      const others = filter
        .split(" ")
        .filter((term) => !term.replace("-", "").startsWith(`${facet}:`))
        .join(" ");
      const counts = new Map<string | null, number>();
      for (const row of await listAll(others)) counts.set(row[field] || null, (counts.get(row[field] || null) ?? 0) + 1);
      expect(new Map(byFacet(facets, facet))).toEqual(counts);
    }
  });

  const byFacet = (facets: readonly FacetValue[], name: string) =>
    facets.filter(({ facet }) => facet === name).map(({ value, n }) => [value, n] as const);

  test("downstreams, with those that have none", async () => {
    const named = byFacet(await facetMessages(ctx, { filter: "" }), "downstream");
    expect(named.map(([value]) => value).toSorted()).toEqual([null, "payment-gateway"].toSorted());
    expect(named.reduce((sum, [, n]) => sum + n, 0)).toBe(everything.filter(dead).length);
  });
});

test.each(["queue:orders.dlq", "key:k-3", "queue:orders.dlq attempts:>1"])(
  "the histogram of %s has every hour of a day and counts who died in it",
  async (filter) => {
    const bars = await histogramMessages(ctx, { filter });
    expect(bars).toHaveLength(24);
    const from = bars[0]?.hour ?? now;
    const within = (await listAll(filter)).filter(({ sortAt }) => sortAt >= from);
    expect(within.length).toBeGreaterThan(0);
    expect(bars.reduce((sum, { n }) => sum + n, 0)).toBe(within.length);
  },
);

test("completion finds values of a qualifier, and of all of them", async () => {
  const queues = await completeFilter(ctx, { qualifier: "queue", part: "dlq" });
  expect(queues.map(({ value }) => value).toSorted()).toEqual(["orders.dlq", "payments.dlq"]);
  expect(await completeFilter(ctx, { qualifier: "queue", part: "%" })).toMatchObject([{ value: "a%b_c" }]);
  expect((await completeFilter(ctx, { qualifier: "", part: "time" })).map(({ qualifier }) => qualifier)).toEqual(["error", "category"]);
  expect((await completeFilter(ctx, { qualifier: "", part: "e-4" }))[0]).toEqual({ qualifier: "event", value: "e-4", n: 1 });
  expect((await completeFilter(ctx, { qualifier: "", part: "k-3" }))[0]).toMatchObject({ qualifier: "key", value: "k-3" });
  expect(await completeFilter(ctx, { qualifier: "nothing", part: "" })).toEqual([]);
});

test("the sentence over a list counts what the list has", async () => {
  const [row] = everything.filter((one) => dead(one) && one.category === "timeout");
  const { n, answer, words } = await summarizeMessages(ctx, { filter: `group:${row?.groupId}` });
  expect(n).toBe(everything.filter((one) => dead(one) && one.groupId === row?.groupId).length);
  expect(answer.title).toBe(`${n} match, and all of them failed with ${row?.title}.`);
  expect(words).toBe(`dead messages, group ${row?.groupId}`);
});

test("only the dead wait for a downstream", async () => {
  const transient = "downstream:payment-gateway verdict:transient";
  const { answer } = await summarizeMessages(ctx, { filter: transient });
  expect(answer.title).toContain("all of them wait for payment-gateway");
  const discarded = await summarizeMessages(ctx, { filter: `state:discarded ${transient}` });
  expect(discarded.n).toBeGreaterThan(1);
  expect(discarded.answer.title).not.toContain("wait");
});

test("one message: its neighbours in the group, its history, and its body", async () => {
  const group = everything.filter(({ groupId }) => groupId === everything[9]?.groupId);
  const [newer, middle, older] = group.slice(0, 3);
  const found = await getMessage(ctx, { id: middle?.id ?? 0 });
  expect([found.newer, found.older]).toEqual([newer?.id, older?.id]);
  expect(found.others).toBe(group.length - 1);
  expect(found.history.at(-1)).toMatchObject({ kind: "captured", seq: 1 });
  expect(await getPayload(ctx, { id: found.id })).toMatchObject({
    json: true,
    truncated: false,
    packing: [],
    charset: "UTF-8",
    isNull: false,
  });
  await expect(getMessage(ctx, { id: 9_999 })).rejects.toThrow("There is no message 9999 that you may see.");
});
