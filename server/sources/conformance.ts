import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Broker, BrokerError, type Head, type Header, type Target } from "./port.ts";
import { placeOf } from "./position.ts";
import { asRaw, type BrokerHarness, bodies, holdFirstBatch, numbered, quick, someHead, takeMessages, text, untilReady } from "./harness.ts";

/** What every adapter must keep, run against its real broker. */
export function describeBroker(name: string, start: () => Promise<BrokerHarness>): void {
  describe(name, () => {
    let harness: BrokerHarness;
    const open: Broker[] = [];
    const connect = () => {
      const broker = harness.connect();
      open.push(broker);
      return broker;
    };
    const dead = async (count: number) => {
      const at = await harness.deadLetterQueue();
      await harness.die(at, numbered(count));
      return at;
    };
    /** What a message carries from send to send. */
    const carried = ({ key, headers, properties }: Head) => ({
      key,
      headers: harness.ordersHeaders ? headers : headers.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      properties: properties.filter(({ name }) => !harness.rewrites.includes(name)),
    });
    beforeAll(async () => {
      harness = await start();
    });
    afterAll(async () => {
      await Promise.all(open.map((broker) => broker.close()));
      await harness.close();
    });

    test("says what answers and what it can", async () => {
      const { queue } = await harness.deadLetterQueue();
      const broker = connect();
      expect(await broker.ping()).toMatch(/\S/);
      expect(broker.capabilities(queue)).toEqual(harness.capabilities);
      expect(broker.findAttempts !== undefined).toBe(harness.capabilities.findsAttempts);
      expect(broker.log !== undefined).toBe(harness.capabilities.log);
      expect(broker.codec.log !== null).toBe(harness.capabilities.log);
      expect(broker.codec.exchanges).toBe(harness.capabilities.exchanges);
      expect(broker.codec.carriesHeaders).toBe(harness.carriesHeaders);
    });

    test("hands out dead letters byte for byte and settles them after the batch resolved", async () => {
      const at = await harness.deadLetterQueue();
      const control = harness.bodies.controls ? "\u0000" : "\t";
      const hostile = [text('{"amount": 1.0, "id": 9007199254740993}'), text(`${control}<script>\ud83d\ude00 é\r\n`), text(" ")];
      await harness.die(
        at,
        hostile.map((body) => ({ body, headers: { "x-name": "Zoë" } })),
      );
      const broker = connect();
      const taken = await takeMessages(broker, at.queue, hostile.length);
      expect(bodies(taken)).toEqual(hostile.map((body) => Buffer.from(body).toString()).sort());
      for (const message of taken) {
        const head = broker.codec.decode(message.head);
        expect(head.problem).toBeNull();
        expect(head.headers.find((header) => header.name === "x-name")?.value.text).toBe(harness.carriesHeaders ? "Zoë" : undefined);
        expect(message.identity !== null).toBe(broker.codec.exactIdentity);
        expect(placeOf(message.identity) !== null).toBe(harness.capabilities.log);
        expect(message.position).toMatch(/\S/);
      }
      await untilReady(broker, at.queue, 0);
    });

    test("settles nothing when a batch rejects, and rejects with the same error", async () => {
      const { queue } = await dead(3);
      const failing = holdFirstBatch(connect(), queue);
      const handed = await failing.first;
      const error = new Error("storing failed");
      failing.gate.reject(error);
      expect(await failing.ended).toBe(error);
      const again = await takeMessages(connect(), queue, 3);
      expect(bodies(again)).toEqual(bodies(asRaw(numbered(3))));
      const first = again.find((message) => Buffer.compare(message.body!, handed[0]!.body!) === 0);
      if (first?.identity) expect(first.identity).toBe(handed[0]!.identity);
      expect(first?.redelivered).not.toBe(false);
    });

    test("settles nothing while a batch is unresolved", async () => {
      const { queue } = await dead(2);
      const broker = connect();
      const holding = holdFirstBatch(broker, queue);
      await holding.first;
      await broker.close();
      holding.gate.resolve();
      expect(await holding.ended).toMatchObject({ name: "BrokerError", code: "closed" });
      expect(bodies(await takeMessages(connect(), queue, 2))).toEqual(bodies(asRaw(numbered(2))));
    });

    test("keeps batches within their size and at most four of them unsettled", async () => {
      const { queue } = await dead(50);
      const slow = holdFirstBatch(connect(), queue, { batchSize: 5, maxWaitMs: 50 });
      await slow.first;
      const shared = harness.shares === "messages";
      const others = shared ? await takeMessages(connect(), queue, 30, { batchSize: 5, maxWaitMs: 50 }) : [];
      if (shared) expect(others.length).toBeGreaterThanOrEqual(30);
      expect(slow.batches).toHaveLength(1);
      slow.gate.resolve();
      const seen = () => slow.batches.flat().length;
      await vi.waitFor(() => expect(seen() + others.length).toBeGreaterThanOrEqual(50), { timeout: 20_000, interval: 20 });
      slow.abort.abort();
      expect(await slow.ended).toBeNull();
      expect(Math.max(...slow.batches.map((batch) => batch.length))).toBeLessThanOrEqual(5);
      expect(new Set(bodies([...slow.batches.flat(), ...others])).size).toBe(50);
    });

    test("ends cleanly when aborted: each message was handed over and settled, or is there again", async () => {
      const { queue } = await dead(12);
      const stopping = holdFirstBatch(connect(), queue, { batchSize: 2, maxWaitMs: 50 });
      await stopping.first;
      stopping.abort.abort();
      stopping.gate.resolve();
      expect(await stopping.ended).toBeNull();
      const handed = stopping.batches.flat();
      const rest = await takeMessages(connect(), queue, 12 - handed.length);
      expect(bodies([...handed, ...rest])).toEqual(bodies(asRaw(numbered(12))));
    });

    test("tells that it is alive on an empty queue, and stops there at once", async () => {
      const { queue } = await harness.deadLetterQueue();
      const abort = new AbortController();
      const onAlive = vi.fn();
      const done = connect().consume(queue, async () => {}, { ...quick, onAlive }, abort.signal);
      await vi.waitFor(() => expect(onAlive).toHaveBeenCalled(), { timeout: 30_000, interval: 20 });
      abort.abort();
      await expect(done).resolves.toBeUndefined();
    });

    test("says which queue is missing", async () => {
      const broker = connect();
      const asked = broker.consume("no-such-queue", async () => {}, quick, new AbortController().signal);
      await expect(asked).rejects.toMatchObject({
        name: "BrokerError",
        code: "missing",
        message: expect.stringContaining("no-such-queue"),
      });
      await expect(broker.depth("no-such-queue")).rejects.toMatchObject({ name: "BrokerError", code: "missing" });
    });

    test("replays unedited: only the declared strips and additions differ", async () => {
      const at = await harness.deadLetterQueue();
      const body = text(`{"n": 1.50, "\\u00e9": "${harness.bodies.controls ? "\u0001" : "\u007f"}"}`);
      await harness.die(at, [{ body, headers: { "x-tenant": "north", zeta: "1", alpha: "2" } }]);
      const broker = connect();
      const [captured] = await takeMessages(broker, at.queue, 1);
      const strip = broker.codec.strips(captured!.head);
      for (const { why } of strip) expect(why).toMatch(/\S/);
      const add = [{ name: "x-redrive-replay", text: "r-1" }];
      const head = broker.codec.change(captured!.head, { strip, add });
      const target = await harness.queue();
      expect(await broker.publish({ to: "queue", queue: target }, { body: captured!.body, head }, "a-1")).toMatchObject({
        state: "confirmed",
      });
      const [arrived] = await takeMessages(broker, target, 1);
      expect(Buffer.from(arrived!.body!)).toEqual(Buffer.from(body));
      const was = carried(broker.codec.decode(captured!.head));
      const is = carried(broker.codec.decode(arrived!.head));
      const gone = new Set(strip.map((header) => header.name));
      const stays = ({ name }: Header) => !gone.has(name) && name !== "x-redrive-replay";
      expect(is.headers.filter(stays)).toEqual(was.headers.filter(stays));
      expect(is.headers.filter((header) => header.name === "x-redrive-replay").map((header) => header.value.text)).toEqual(
        harness.carriesHeaders ? ["r-1"] : [],
      );
      expect(is.properties).toEqual(was.properties.filter(stays));
      expect(is.key).toEqual(was.key);
    });

    test("releases a message to its dead-letter queue as it was taken, if it was", async () => {
      const at = await harness.deadLetterQueue();
      await harness.die(at, [{ body: text("{}"), headers: { zeta: "1", alpha: "2" } }]);
      const broker = connect();
      const [taken] = await takeMessages(broker, at.queue, 1);
      if (!harness.capabilities.capture.includes("take")) {
        expect(await broker.release(at.queue, taken!)).toMatchObject({ state: "refused", reason: expect.stringMatching(/\S/) });
        return;
      }
      expect(await broker.release(at.queue, taken!)).toMatchObject({ state: "confirmed" });
      const [again] = await takeMessages(broker, at.queue, 1);
      expect(Buffer.from(again!.body!)).toEqual(Buffer.from(taken!.body!));
      expect(carried(broker.codec.decode(again!.head))).toEqual(carried(broker.codec.decode(taken!.head)));
    });

    test("tells no body from an empty one", async () => {
      const broker = connect();
      const head = await someHead(broker, await dead(1));
      const target = await harness.queue();
      for (const [body, carried] of [
        [new Uint8Array(), harness.bodies.empty],
        [null, harness.bodies.none],
      ] as const) {
        const outcome = await broker.publish({ to: "queue", queue: target }, { body, head }, crypto.randomUUID());
        expect(outcome.state).toBe(carried ? "confirmed" : "refused");
        const problem = broker.codec.problemOf({ body, head });
        expect(problem?.kind ?? null).toBe(carried ? null : "body");
        if (outcome.state !== "confirmed") expect("reason" in outcome && outcome.reason).toContain(problem?.text);
        else expect((await takeMessages(broker, target, 1))[0]?.body?.length).toEqual(body?.length);
      }
    });

    test("refuses in words a body with characters that it cannot carry", async () => {
      const broker = connect();
      const head = await someHead(broker, await dead(1));
      const queue = await harness.queue();
      const outcome = await broker.publish({ to: "queue", queue }, { body: text("a\u0001b"), head }, crypto.randomUUID());
      if (harness.bodies.controls) expect(outcome.state).toBe("confirmed");
      else expect(outcome).toMatchObject({ state: "refused", reason: expect.stringContaining("control characters") });
    });

    test("tells what became of a publish: confirmed, returned, refused", async () => {
      const broker = connect();
      const head = await someHead(broker, await dead(1));
      const message = { body: text("{}"), head };
      const target = await harness.queue();
      expect((await broker.publish({ to: "queue", queue: target }, message, "a-1")).state).toBe("confirmed");
      const nowhere = await broker.publish({ to: "queue", queue: "no-such-queue" }, message, "a-2");
      expect(nowhere).toMatchObject({ state: "returned", reason: expect.stringContaining("no-such-queue") });
      const refusing = await harness.refusing();
      if (refusing !== null) {
        const outcome = await broker.publish(refusing.target, refusing.message, "a-3");
        expect(outcome).toMatchObject({ state: "refused", reason: expect.stringMatching(/\S/) });
      }
      await untilReady(broker, target, 1);
    });

    test("finds an attempt again, where it says that it can", async () => {
      const broker = connect();
      if (broker.findAttempts === undefined) return;
      const since = new Date();
      const [attempt, other] = [crypto.randomUUID(), crypto.randomUUID()];
      const target: Target = { to: "queue", queue: await harness.queue() };
      const plain = await someHead(broker, await dead(1));
      const head = broker.codec.change(plain, { strip: [], add: [{ name: "x-redrive-attempt", text: attempt }] });
      await broker.publish(target, { body: text("{}"), head }, attempt);
      const found = await broker.findAttempts(target, { attempts: [attempt, other], since, senders: [] });
      expect(found.get(attempt)).toBe("published");
      expect(found.get(other)).not.toBe("published");
    });

    test("publishes concurrently, each message once", async () => {
      const broker = connect();
      const head = await someHead(broker, await dead(1));
      const target = await harness.queue();
      const sent = numbered(300);
      const outcomes = await Promise.all(
        sent.map(({ body }, n) => broker.publish({ to: "queue", queue: target }, { body, head }, `c-${n}`)),
      );
      expect(new Set(outcomes.map((outcome) => outcome.state))).toEqual(new Set(["confirmed"]));
      expect(bodies(await takeMessages(broker, target, 300, { batchSize: 100, maxWaitMs: 50 }))).toEqual(bodies(asRaw(sent)));
    });

    test("finds dead-letter queues, their origins, depth and receivers", async () => {
      const at = await dead(4);
      const broker = connect();
      await untilReady(broker, at.queue, 4);
      const found = (await broker.discover()).find((queue) => queue.name === at.queue);
      if (harness.seesOrigins) expect(found).toMatchObject({ role: "dead_letter", origins: [at.origin] });
      else expect(found?.origins ?? null).toBeNull();
      const audience = await broker.audience({ to: "queue", queue: at.origin });
      expect(audience.receivers?.map((receiver) => receiver.name)).toEqual([harness.receiver?.(at.origin) ?? at.origin]);
      expect(await broker.preflight(at.queue)).toMatchObject({ safe: true });
      expect(await broker.intake({ to: "queue", queue: at.origin })).toMatchObject({ missing: null });
      expect(await broker.intake({ to: "queue", queue: "no-such-queue" })).toMatchObject({
        missing: expect.stringContaining("no-such-queue"),
      });
    });

    test("says that a broker does not answer, and never its password", async () => {
      const secret = `s3cret-${crypto.randomUUID()}`;
      const broker = harness.unreachable(secret);
      open.push(broker);
      const head = await someHead(connect(), await dead(1));
      const asked = [broker.ping(), broker.depth("q"), broker.consume("q", async () => {}, quick, new AbortController().signal)];
      for (const result of await Promise.allSettled(asked)) {
        if (result.status === "fulfilled") expect.unreachable();
        else {
          expect(result.reason).toBeInstanceOf(BrokerError);
          expect(result.reason).toMatchObject({ code: "unreachable" });
          expect(`${result.reason.message} ${JSON.stringify(result.reason)} ${result.reason.stack}`).not.toContain(secret);
        }
      }
      const outcome = await broker.publish({ to: "queue", queue: "q" }, { body: text("{}"), head }, "a-1");
      expect(outcome).toMatchObject({ state: "not_sent", reason: expect.stringMatching(/\S/) });
      expect(JSON.stringify(outcome)).not.toContain(secret);
    });

    test("survives a cut connection: nothing is settled twice, and it connects again", async () => {
      if (harness.disconnect === null) return;
      const { queue } = await dead(6);
      const broker = connect();
      const holding = holdFirstBatch(broker, queue, { batchSize: 3, maxWaitMs: 50 });
      const head = (await holding.first)[0]!.head;
      const target = await harness.queue();
      await broker.publish({ to: "queue", queue: target }, { body: text("0"), head }, "p-0");
      const publishing = Array.from({ length: 50 }, (_, n) =>
        broker.publish({ to: "queue", queue: target }, { body: text(`p${n}`), head }, `p-${n + 1}`),
      );
      await harness.disconnect();
      for (const outcome of await Promise.all(publishing)) expect(["confirmed", "unknown", "not_sent"]).toContain(outcome.state);
      holding.gate.resolve();
      expect(await holding.ended).toMatchObject({ name: "BrokerError", code: "closed" });
      await vi.waitFor(() => broker.ping(), { timeout: 30_000, interval: 100 });
      expect((await broker.publish({ to: "queue", queue: target }, { body: text("after"), head }, "p-99")).state).toBe("confirmed");
      expect(bodies(await takeMessages(broker, queue, 6))).toEqual(bodies(asRaw(numbered(6))));
    });

    test("reads hostile heads without throwing, and edits what it read into the same", async () => {
      const broker = connect();
      const head = await someHead(broker, await dead(1));
      const { headers, properties } = broker.codec.decode(head);
      const edited = broker.codec.edit(head, { headers, properties });
      expect(broker.codec.decode(edited)).toEqual(broker.codec.decode(head));
      expect(broker.codec.change(head, { strip: [], add: [] })).toEqual(head);
      for (let cut = 0; cut < head.length; cut++) {
        const broken = head.slice(0, cut);
        expect(broker.codec.decode(broken).problem ?? "").toBeTypeOf("string");
        expect(Array.isArray(broker.codec.strips(broken))).toBe(true);
        if (broker.codec.decode(broken).problem !== null) expect(broker.codec.problemOf({ head: broken, body: text("{}") })).not.toBeNull();
      }
    });
  });
}
