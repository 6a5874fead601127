import { describe, expect, test } from "vitest";
import { BrokerError } from "../port.ts";
import { topicTakes } from "./exchange-routes.ts";
import type { ManagedBinding, ManagedExchange, ManagedQueue } from "./management.ts";
import { preflightQueue } from "./preflight.ts";
import { readTopology, type Snapshot } from "./topology.ts";

const queue = (name: string, settings: Record<string, unknown> = {}, more: Partial<ManagedQueue> = {}): ManagedQueue => ({
  name,
  type: "classic",
  durable: true,
  arguments: Object.fromEntries(Object.entries(settings).map(([key, value]) => [`x-${key}`, value])),
  ...more,
});
const quorum = (name: string, settings: Record<string, unknown> = {}, policy: Record<string, unknown> = {}) =>
  queue(name, settings, { type: "quorum", effective_policy_definition: policy });
const exchange = (name: string, type = "direct", alternate?: string): ManagedExchange => ({
  name,
  type,
  arguments: alternate === undefined ? {} : { "alternate-exchange": alternate },
});
const bind = (source: string, destination: string, routing_key = "", destination_type = "queue"): ManagedBinding => ({
  source,
  destination,
  destination_type,
  routing_key,
});
const snapshot = (
  version: number,
  queues: ManagedQueue[],
  exchanges: ManagedExchange[] = [],
  bindings: ManagedBinding[] = [],
): Snapshot => ({
  vhost: "/",
  version,
  queues,
  exchanges,
  bindings,
});
const found = (all: Snapshot, name: string) => readTopology(all).find((candidate) => candidate.name === name)!;
const codes = (all: Snapshot, name: string) => found(all, name).warnings.map(({ code }) => code);
const dlx = { "dead-letter-exchange": "dlx" };

describe("origins", () => {
  test.each([
    ["fanout", exchange("dlx", "fanout"), bind("dlx", "dlq"), {}],
    ["direct by key", exchange("dlx"), bind("dlx", "dlq", "dead"), { "dead-letter-routing-key": "dead" }],
    ["direct by any key", exchange("dlx"), bind("dlx", "dlq", "orders"), {}],
    ["topic by key", exchange("dlx", "topic"), bind("dlx", "dlq", "#.dead"), { "dead-letter-routing-key": "eu.dead" }],
  ])("are found behind a %s exchange", (_type, dead, binding, key) => {
    const all = snapshot(3.1, [queue("orders", { ...dlx, ...key }), queue("dlq")], [dead], [binding]);
    expect(found(all, "dlq")).toMatchObject({ role: "dead_letter", origins: ["orders"] });
    expect(found(all, "orders")).toMatchObject({ role: "other", origins: [] });
  });

  test("are found behind the default exchange, exchanges behind exchanges, alternates and policies", () => {
    const queues = [
      queue("a", { "dead-letter-exchange": "", "dead-letter-routing-key": "dlq" }),
      queue("b", { ...dlx, "dead-letter-routing-key": "b" }),
      queue("c", {}, { effective_policy_definition: { "dead-letter-exchange": "dlx", "dead-letter-routing-key": "c" } }),
      queue("dlq"),
    ];
    const exchanges = [exchange("dlx", "direct", "rest"), exchange("rest", "fanout"), exchange("inner", "fanout")];
    const bindings = [bind("dlx", "inner", "b", "exchange"), bind("inner", "dlq"), bind("rest", "dlq")];
    expect(found(snapshot(4, queues, exchanges, bindings), "dlq").origins).toEqual(["a", "b", "c"]);
  });

  test("leave out wait queues and loops", () => {
    const queues = [
      queue("work", { "dead-letter-exchange": "", "dead-letter-routing-key": "wait" }),
      queue("wait", { "message-ttl": 1000, "dead-letter-exchange": "", "dead-letter-routing-key": "work" }),
    ];
    const all = snapshot(4, queues);
    expect(found(all, "wait").role).toBe("other");
    expect(found(all, "work")).toMatchObject({ role: "other", origins: [] });
  });

  test("pass through the steps of a delayed retry", () => {
    const queues = [
      queue("work", { "dead-letter-exchange": "", "dead-letter-routing-key": "wait" }),
      queue("wait", { "message-ttl": 1000, "dead-letter-exchange": "", "dead-letter-routing-key": "parking" }),
      queue("parking"),
    ];
    expect(found(snapshot(4, queues), "parking")).toMatchObject({ role: "dead_letter", origins: ["work"] });
  });

  test("a TTL where nothing dead-letters to is an expiry: what arrives from there is dead", () => {
    const queues = [
      queue("orders", { "message-ttl": 1000, "dead-letter-exchange": "", "dead-letter-routing-key": "expired" }),
      queue("expired"),
    ];
    expect(found(snapshot(4, queues), "expired")).toMatchObject({ role: "dead_letter", origins: ["orders"] });
  });

  test.each(["orders.dlq", "orders_error", "Orders-Dead-Letter", "a.dead_letters", "x_skipped", "EasyNetQ_Default_Error_Queue", "error"])(
    "know %s by its name",
    (name) => expect(found(snapshot(4, [queue(name)]), name).role).toBe("named_like_one"),
  );

  test.each(["orders", "terror", "dlquotes"])("do not take %s for one", (name) =>
    expect(found(snapshot(4, [queue(name)]), name).role).toBe("other"),
  );
});

describe("warnings", () => {
  const bound = [exchange("dlx", "fanout")];
  test("an exchange that is missing, or routes nowhere, loses everything", () => {
    expect(codes(snapshot(4, [queue("q", dlx)]), "q")).toEqual(["exchange_missing"]);
    expect(codes(snapshot(4, [queue("q", dlx)], bound), "q")).toEqual(["exchange_unrouted"]);
    const keyed = queue("q", { ...dlx, "dead-letter-routing-key": "b" });
    expect(codes(snapshot(4, [keyed, queue("dlq")], [exchange("dlx")], [bind("dlx", "dlq", "a")]), "q")).toEqual(["exchange_unrouted"]);
  });

  test("the command that mends it keeps dead letters where the key says, in the only queue there is, or in one of the queue's own", () => {
    const mend = (all: Snapshot) => found(all, "q").warnings[0]?.mend;
    const keyed = queue("q", { ...dlx, "dead-letter-routing-key": "b" });
    const admin = "rabbitmqadmin -V '/' declare";
    const bindTo = (to: string, key: string) => `${admin} binding 'source=dlx' 'destination=${to}' 'routing_key=${key}'`;
    const own = `${admin} queue 'name=q.dlq' durable=true && `;
    const direct = [exchange("dlx")];
    const others = [queue("x"), queue("y")];
    expect(mend(snapshot(4, [queue("q", dlx)]))).toBe(
      `${admin} exchange 'name=dlx' type=fanout durable=true && ${own}${bindTo("q.dlq", "q")}`,
    );
    expect(mend(snapshot(4, [keyed]))).toBe(`${admin} exchange 'name=dlx' type=direct durable=true && ${own}${bindTo("q.dlq", "b")}`);
    expect(mend(snapshot(4, [keyed, queue("b"), ...others], direct, [bind("dlx", "x", "a")]))).toBe(bindTo("b", "b"));
    expect(mend(snapshot(4, [keyed, ...others], direct, [bind("dlx", "x", "a")]))).toBe(bindTo("x", "b"));
    const two = [bind("dlx", "x", "a"), bind("dlx", "y", "a")];
    expect(mend(snapshot(4, [keyed, ...others], direct, two))).toBe(`${own}${bindTo("q.dlq", "b")}`);
    expect(mend(snapshot(4, [keyed, queue("q.dlq"), ...others], direct, two))).toBe(bindTo("q.dlq", "b"));
    expect(mend(snapshot(4, [queue("q", { "dead-letter-exchange": "", "dead-letter-routing-key": "b" })]))).toBe(
      `${admin} queue 'name=b' durable=true`,
    );
  });

  test.each([
    [86_400_000, "1 d"],
    [3_600_000, "1 h"],
    [90_000, "90 s"],
    [120_000, "2 min"],
    [500, "500 ms"],
    [0, "0 ms"],
  ])("a TTL of %i ms reads %s", (ttl, words) => {
    const all = snapshot(4, [queue("x-dlq", { "message-ttl": ttl })]);
    expect(found(all, "x-dlq").warnings[0]?.text).toContain(`are lost after ${words} (message-ttl)`);
  });

  test("a key that the dead-letter exchange does not route", () => {
    const all = (key: string) =>
      snapshot(
        4,
        [queue("q", dlx), queue("dlq")],
        [exchange("dlx"), exchange("in")],
        [bind("in", "q", key), bind("dlx", "dlq", "a"), bind("dlx", "dlq", "q")],
      );
    expect(codes(all("a"), "q")).toEqual([]);
    expect(codes(all("b"), "q")).toEqual(["key_unrouted"]);
  });

  test("the second death of a message that was sent by the queue's name", () => {
    const all = snapshot(
      4,
      [queue("q", dlx), queue("dlq")],
      [exchange("dlx"), exchange("in")],
      [bind("dlx", "dlq", "a"), bind("in", "q", "a")],
    );
    expect(found(all, "q").warnings).toMatchObject([{ code: "name_unrouted", severity: "info" }]);
  });

  test("every death, where messages come by the queue's name alone and that is not routed", () => {
    const all = snapshot(4, [queue("q", dlx), queue("dlq")], [exchange("dlx")], [bind("dlx", "dlq", "a")]);
    expect(found(all, "q").warnings).toMatchObject([
      {
        code: "key_unrouted",
        severity: "bad",
        mend: "rabbitmqadmin -V '/' declare binding 'source=dlx' 'destination=dlq' 'routing_key=q'",
      },
    ]);
  });

  test("one of two keys that is routed nowhere, with the command that binds it", () => {
    const bindings = [bind("in", "q", "paid"), bind("in", "q", "o'r\u001bder"), bind("dlx", "dlq", "paid"), bind("dlx", "dlq", "q")];
    const all = snapshot(4, [queue("q", dlx), queue("dlq")], [exchange("dlx"), exchange("in")], bindings);
    expect(found(all, "q").warnings).toMatchObject([
      {
        code: "key_unrouted",
        mend: String.raw`rabbitmqadmin -V '/' declare binding 'source=dlx' 'destination=dlq' $'routing_key=o\x27r\x1bder'`,
      },
    ]);
  });

  test.each([
    ["argument", (settings: Record<string, unknown>) => queue("failed-orders", settings)],
    ["policy", (settings: Record<string, unknown>) => queue("failed-orders", {}, { effective_policy_definition: settings })],
  ])("what a queue to which applications publish themselves does not keep, by %s", (_by, make) => {
    const told = (settings: Record<string, unknown>) => codes(snapshot(4, [make(settings)]), "failed-orders");
    expect(told({ "message-ttl": 500 })).toEqual(["dead_letters_expire"]);
    expect(told({ "max-length": 5 })).toEqual(["dead_letters_overflow"]);
    expect(told({ "max-length-bytes": 5 })).toEqual(["dead_letters_overflow_bytes"]);
    expect(told({ expires: 60_000 })).toEqual(["queue_expires"]);
    expect(told({})).toEqual([]);
  });

  test("of argument and policy the lower counts", () => {
    const both = queue("q", { "message-ttl": 9_000_000 }, { effective_policy_definition: { "message-ttl": 5_000 } });
    expect(found(snapshot(4, [both]), "q").warnings[0]?.text).toContain("after 5 s");
  });

  test("a queue that goes with its last consumer", () => {
    expect(codes(snapshot(4, [queue("q", {}, { auto_delete: true })]), "q")).toEqual(["queue_auto_delete"]);
  });

  test("at-most-once dead-lettering of quorum queues", () => {
    const all = (settings: Record<string, unknown>) =>
      snapshot(4, [quorum("q", { ...dlx, ...settings }), queue("dlq")], bound, [bind("dlx", "dlq")]);
    expect(found(all({}), "q").warnings).toMatchObject([{ code: "at_most_once", severity: "info" }]);
    const half = { "dead-letter-strategy": "at-least-once" };
    expect(found(all(half), "q").warnings).toMatchObject([{ code: "at_most_once", severity: "warn" }]);
    expect(codes(all({ ...half, overflow: "reject-publish" }), "q")).toEqual([]);
  });

  test("dead letters that do not stay", () => {
    const all = (settings: Record<string, unknown>, more?: Partial<ManagedQueue>) =>
      snapshot(4, [queue("q", dlx), queue("dlq", settings, more)], bound, [bind("dlx", "dlq")]);
    expect(codes(all({ "message-ttl": 60_000 }), "dlq")).toEqual(["dead_letters_expire"]);
    expect(codes(all({ "max-length": 5 }), "dlq")).toEqual(["dead_letters_overflow"]);
    expect(codes(all({ "max-length": 5, overflow: "reject-publish" }), "dlq")).toEqual([]);
    expect(codes(all({}, { durable: false }), "dlq")).toEqual(["dead_letters_transient"]);
  });

  test("a quorum queue without a dead-letter exchange, where there is a limit", () => {
    expect(codes(snapshot(4.03, [quorum("q")]), "q")).toEqual(["quorum_without_exchange"]);
    expect(codes(snapshot(4.03, [quorum("q", { "delivery-limit": -1 })]), "q")).toEqual([]);
    expect(codes(snapshot(3.13, [quorum("q")]), "q")).toEqual([]);
  });

  test("two wait queues in a loop, before 4.0", () => {
    const hop = (name: string, to: string, ttl?: number) =>
      queue(name, { "dead-letter-exchange": "", "dead-letter-routing-key": to, ...(ttl === undefined ? {} : { "message-ttl": ttl }) });
    const loop = [hop("work", "wait1"), hop("wait1", "wait2", 10), hop("wait2", "work", 10)];
    expect(codes(snapshot(3.1, loop), "work")).toEqual(["cycle_dropped"]);
    expect(codes(snapshot(4, loop), "work")).toEqual([]);
    expect(codes(snapshot(3.1, [hop("work", "wait1"), hop("wait1", "work", 10)]), "work")).toEqual([]);
  });
});

describe("preflight", () => {
  const at = (version: number, dlq: ManagedQueue, origin = quorum("orders", dlx)) =>
    preflightQueue("dlq", version, snapshot(version, [origin, dlq], [exchange("dlx", "fanout")], [bind("dlx", "dlq")]));

  test.each<[string, boolean, number, ManagedQueue, ManagedQueue?]>([
    ["4.3, all defaults", false, 4.03, quorum("dlq")],
    ["4.3, limit lifted by policy", true, 4.03, quorum("dlq", {}, { "delivery-limit": -1 })],
    ["4.3, limit lifted by argument", true, 4.03, quorum("dlq", { "delivery-limit": -1 })],
    ["4.3, room above the origin's limit", true, 4.03, quorum("dlq", { "delivery-limit": 22 })],
    ["4.3, one short of that room", false, 4.03, quorum("dlq", { "delivery-limit": 21 })],
    [
      "4.3, an origin without limit",
      false,
      4.03,
      quorum("dlq", { "delivery-limit": 1000 }),
      quorum("orders", { ...dlx, "delivery-limit": -1 }),
    ],
    ["4.3, a classic origin", true, 4.03, quorum("dlq"), queue("orders", dlx)],
    ["4.3, classic", true, 4.03, queue("dlq")],
    ["4.0 counts anew", true, 4, quorum("dlq")],
    ["3.10, no limit", true, 3.1, quorum("dlq")],
    ["3.10, limit 0", false, 3.1, quorum("dlq", { "delivery-limit": 0 })],
    ["a stream", false, 4.03, queue("dlq", {}, { type: "stream" })],
  ])("%s: safe %s", (_name, safe, version, dlq, origin) => {
    expect(at(version, dlq, origin).safe).toBe(safe);
  });

  test("says of a stream what to do instead; it is not read, but it loses nothing", () => {
    const stream = queue("dlq", {}, { type: "stream" });
    expect(at(4.03, stream)).toMatchObject({
      safe: false,
      reason: expect.stringMatching(/is a stream.*classic or quorum queue.*capture: watch/),
    });
    const found = readTopology(snapshot(4.03, [stream, queue("orders", { "dead-letter-exchange": "", "dead-letter-routing-key": "dlq" })]));
    expect(found[0]).toMatchObject({ role: "dead_letter", warnings: [{ code: "stream", severity: "warn" }] });
  });

  test("takes unknown origins for the worst", () => {
    expect(preflightQueue("dlq", 4.03, snapshot(4.03, [quorum("dlq")])).safe).toBe(false);
    expect(preflightQueue("dlq", 4.03, null).safe).toBe(false);
    const failure = new BrokerError("unreachable", "The management API answers 500.");
    expect(preflightQueue("dlq", 4.03, failure)).toMatchObject({
      reason: expect.stringContaining('of "dlq" are unknown: The management API answers 500. If it is a quorum queue'),
      mend: expect.stringMatching(/^Mend the management API\. Or .*takeDespiteHazard: true/),
    });
    expect(preflightQueue("dlq", 3.1, null)).toMatchObject({ safe: true, warnings: [{ code: "no_management" }] });
  });

  test("shows the command that mends it, which keeps the policy in force and survives a shell", () => {
    const dlq = quorum("o'r.dlq", {}, { "max-length": 9 });
    const found = preflightQueue("o'r.dlq", 4.03, snapshot(4.03, [dlq]));
    expect(found).toMatchObject({
      safe: false,
      mend: `rabbitmqctl set_policy --priority 1000 --apply-to queues -p '/' 'keep-o'\\''r.dlq' '^o'\\''r\\.dlq$' '{"max-length":9,"delivery-limit":-1}'`,
    });
  });

  test("offers no policy where an argument sets the limit", () => {
    expect(at(4.03, quorum("dlq", { "delivery-limit": 5 }))).toMatchObject({ safe: false, mend: null });
  });

  test("says that a queue is missing", () => {
    expect(() => preflightQueue("nope", 4, snapshot(4, []))).toThrow(/no queue "nope"/);
  });
});

test.each([
  ["#", "a.b", true],
  ["#", "", true],
  ["a.*", "a.b", true],
  ["a.*", "a", false],
  ["a.#", "a", true],
  ["#.b.#", "a.b.c", true],
  ["*.*", "a.b.c", false],
  ["a.#.c", "a.b.b.c", true],
  ["", "", true],
  ["*", "", false],
])("pattern %s takes key %s: %s", (pattern, key, takes) => {
  expect(topicTakes(pattern, key)).toBe(takes);
});
