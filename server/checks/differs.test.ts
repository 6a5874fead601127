import { expect, test } from "vitest";
import { BrokerError, type Broker } from "../sources/port.ts";
import { createMemoryBroker } from "../sources/memory/create.ts";
import { formatHead } from "../sources/json-head.ts";
import { orderedText } from "../sources/position.ts";
import { fromLog, lineOf } from "../testing/candidate.ts";
import { testContext } from "../testing/context.ts";
import { rawMessage } from "../testing/messages.ts";
import { differs } from "./differs.ts";

const text = (body: string | null) => (body === null ? null : Buffer.from(body));

/** A dead letter of this body and key, made from the record at `at`. */
function dead(id: number, at: number, body: string | null, key: string | null = "k") {
  const record = { topic: "orders", part: "0", at: orderedText(at) };
  const one = fromLog({ record, key: text(key), compared: { body: text(body) } });
  return { ...one, message: one.message && { ...one.message, id } };
}

type Records = Readonly<Record<number, { readonly body: string | null; readonly key?: string | null }>>;

async function check(records: Records | BrokerError, all: readonly ReturnType<typeof dead>[]) {
  const memory = createMemoryBroker("shop");
  const recordsAt: NonNullable<Broker["log"]>["recordsAt"] = async (_topic, _part, [at = ""]) => {
    if (records instanceof BrokerError) throw records;
    const found = Object.entries(records).find(([offset]) => orderedText(Number(offset)) === at)?.[1];
    const head = formatHead({ key: text(found?.key ?? "k"), address: {}, headers: [], properties: [] });
    return new Map(found ? [[at, rawMessage({ body: text(found.body), head })]] : []);
  };
  const broker = { ...memory, log: { recordsAt } as unknown as NonNullable<Broker["log"]> };
  const ctx = testContext({} as Parameters<typeof testContext>[0], { brokers: [broker] });
  return lineOf(differs, (await differs.read?.(ctx, all)) ?? null, all);
}

test("what a framework wrote anew is counted, and the line leads to the first original", async () => {
  const records = { 1: { body: '{"price":19.90,"note":"x"}' }, 2: { body: "{}" }, 3: { body: "{}", key: "other" }, 4: { body: null } };
  const all = [dead(11, 1, '{"price":19.9}'), dead(12, 2, "{}"), dead(13, 3, "{}"), dead(14, 4, null), dead(15, 5, "{}")];
  expect(await check(records, all)).toMatchObject({
    n: 2,
    effect: "send",
    tone: "warn",
    text: "of 4 sampled: their body or key is not what was published, and a replay sends what is stored.",
    mend: { text: "Send the original instead?", href: "/messages/11?tab=payload#original" },
  });
  expect(await check(records, all.slice(1, 2))).toMatchObject({ n: 0, text: "none of 1 sampled" });
});

test("what cannot be compared is not known, and never none", async () => {
  const gone = { n: null, text: "not known: their topics do not hold the originals any more" };
  expect(await check({}, [dead(1, 1, "{}")])).toMatchObject(gone);
  expect(await check(new BrokerError("missing", "no such topic"), [dead(1, 1, "{}")])).toMatchObject(gone);
  expect(await check(new BrokerError("unreachable", "away"), [dead(1, 1, "{}")])).toMatchObject({
    n: null,
    text: "not known: the originals could not be read now",
  });
  expect(await check({}, [])).toBeNull();
});

test("a null body is not an empty one, and what says of no record is not compared", async () => {
  expect(await check({ 1: { body: "" } }, [dead(1, 1, null)])).toMatchObject({ n: 1 });
  const unsaid = fromLog({ compared: { body: Buffer.from("{}") } });
  expect(await check({}, [unsaid as ReturnType<typeof dead>])).toBeNull();
});
