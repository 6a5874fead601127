import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deadLetter, death, noRules } from "../testing/heads.ts";
import { diagnoseMessage } from "./diagnose.ts";
import type { FailedMessage } from "./failure.ts";

const event = { eventType: "OrderPlaced", eventId: "e-1", timestamp: "2026-11-23T02:49:46Z", version: 2, payload: {} };

function paymentTrace({ order = "ord-1", line = 88, accessor = 45, port = 54321 } = {}): string {
  return `com.shop.payments.PaymentTimeoutException: no answer from payment-gateway within 10000 ms (order ${order})
\tat com.shop.payments.PaymentClient.charge(PaymentClient.java:${line + 2})
\tat jdk.internal.reflect.GeneratedMethodAccessor${accessor}.invoke(Unknown Source)
Caused by: java.net.SocketTimeoutException: Read timed out /127.0.0.1:${port}
\tat java.base/java.net.Socket.read(Socket.java:${line})
\tat com.shop.payments.PaymentClient.charge(PaymentClient.java:${line})
\t... 1 more`;
}

const spring = (trace: string, text = "no answer") => ({
  "x-death": [death({ count: 4, queue: "wait", reason: "expired" }), death({ count: 4 })],
  "x-exception-message": text,
  "x-exception-stacktrace": trace,
  "x-original-exchange": "",
  "x-original-routingKey": "orders",
});

describe("a timeout behind a retry topology", () => {
  const text = "no answer from payment-gateway within 10000 ms (order ord-1)";
  const found = diagnoseMessage(deadLetter(spring(paymentTrace(), text), { body: event }), noRules);

  it("is told by the shop's own names, with its verdict and what that rests on", () => {
    expect(found).toMatchObject({
      category: "timeout",
      verdict: "transient",
      evidence: [
        "The root error is SocketTimeoutException.",
        "It came out of PaymentClient.charge, the first of your own frames.",
        "The error is about payment-gateway.",
      ],
      title: "PaymentTimeoutException in PaymentClient.charge",
      errorType: "com.shop.payments.PaymentTimeoutException",
      errorText: text,
      frame: "PaymentClient.charge",
      downstream: "payment-gateway",
      origin: { queue: "orders", handler: null },
      reason: "rejected",
      envelope: { eventId: "e-1", eventType: "OrderPlaced" },
      attemptCount: null,
    });
  });

  it("has the one attempt that is told, without a number, and the rejections that were counted", () => {
    const error = { type: "com.shop.payments.PaymentTimeoutException", text };
    expect(found.attempts).toMatchObject([{ kind: "recorded", number: null, last: true, error }]);
    expect(found.counts).toMatchObject([{ kind: "rejected", where: "orders", count: 4 }]);
  });

  it("keeps the trace as it was written, on the error that carried it", () => {
    expect(found.errors.map(({ type, stack }) => [type, stack !== null])).toEqual([
      ["java.net.SocketTimeoutException", false],
      ["com.shop.payments.PaymentTimeoutException", true],
    ]);
  });
});

describe("what is not carried is unknown", () => {
  const empty = {
    errorType: null,
    errorText: null,
    frame: null,
    downstream: null,
    errors: [],
    frames: [],
    attempts: [],
    attemptCount: null,
  };

  it("of a bare message", () => {
    expect(diagnoseMessage(deadLetter({}, { body: event }), noRules)).toMatchObject({
      ...empty,
      category: "unknown",
      verdict: "unknown",
      origin: null,
      reason: null,
      diedAt: null,
      strips: [],
      conventions: [],
      unwrapped: null,
      title: "No error recorded",
    });
  });

  it("of a rejected one but for that", () => {
    const { title, category, evidence } = diagnoseMessage(deadLetter({ "x-death": [death()] }), noRules);
    expect([title, category, evidence]).toEqual([
      "Rejected, no error recorded in orders",
      "unknown",
      ["No error is carried, only that it died."],
    ]);
  });

  it.each([
    ["expired", "expired", "transient", "Expired in orders"],
    ["maxlen", "overflow", "transient", "Pushed out of a full queue in orders"],
    ["delivery_limit", "delivery_limit", "unknown", "Delivery limit reached in orders"],
  ])("of one that died of %s: no bug is made of it", (reason, category, verdict, title) => {
    expect(diagnoseMessage(deadLetter({ "x-death": [death({ reason })] }), noRules)).toMatchObject({
      ...empty,
      category,
      verdict,
      title,
      reason,
    });
  });

  it("of a waiting queue's expiry beside an error: it failed elsewhere", () => {
    const headers = {
      "x-death": [death({ reason: "expired", queue: "wait" })],
      ...republished("odd"),
    };
    expect(diagnoseMessage(deadLetter(headers), noRules)).toMatchObject({
      category: "unknown",
      reason: null,
      origin: { queue: null, exchange: "shop" },
    });
  });
});

const republished = (text: string) => ({
  "x-exception-message": text,
  "x-original-exchange": "shop",
  "x-original-routingKey": "order.placed",
});
const grouped = (message: FailedMessage) => diagnoseMessage(message, noRules).fingerprint;
const id = fc.oneof(
  fc.uuid(),
  fc.nat().map((n) => `ord-${n}`),
  fc.bigInt({ min: 0n }).map(String),
  fc.string({ maxLength: 50 }).map((text) => `"${text.replace(/["\n]/g, "")}"`),
);

describe("one bug is one group", () => {
  it("whatever ids, lines, ports and generated names its trace has", () => {
    const facts = fc.record({
      order: id,
      line: fc.integer({ min: 1, max: 9_999 }),
      accessor: fc.nat(),
      port: fc.integer({ min: 1_024, max: 65_535 }),
    });
    fc.assert(
      fc.property(facts, facts, (one, other) => {
        expect(grouped(deadLetter(spring(paymentTrace(one))))).toBe(grouped(deadLetter(spring(paymentTrace(other)))));
      }),
    );
  });

  it("whatever ids and numbers its text has, however long it is", () => {
    const said = (who: string, amount: number, length: number) =>
      deadLetter(republished(`Charging ${who} failed: ${amount} EUR, note "${"n".repeat(length)}" (attempt 3)`));
    const length = fc.integer({ min: 0, max: 5_000 });
    fc.assert(
      fc.property(id, id, fc.nat(), fc.nat(), length, length, (a, b, m, n, k, l) => {
        expect(grouped(said(a, m, k))).toBe(grouped(said(b, n, l)));
      }),
    );
  });

  it("whatever goroutine and addresses its dump has", () => {
    const dump = (goroutine: number, address: string) =>
      `panic: no stock for ${address}\n\ngoroutine ${goroutine} [running]:\nmain.(*Shop).take(0x${address}, {0x${address}, 0x9})\n\t/app/main.go:12 +0x${address}\n`;
    const panic = (goroutine: number, address: string) =>
      grouped(
        deadLetter({ reason_poisoned: dump(goroutine, address), topic_poisoned: "orders", handler_poisoned: "", subscriber_poisoned: "" }),
      );
    expect(panic(34, "c0000b4000")).toBe(panic(7_712, "14000102"));
  });

  it("whatever the event, the attempts and the time", () => {
    const one = deadLetter({ "x-death": [death({ count: 1 })] }, { body: event });
    const other = deadLetter({ "x-death": [death({ count: 9, time: new Date("2025-01-01") })] }, { body: "other" });
    expect(grouped(one)).toBe(grouped(other));
  });

  it("and has one title", () => {
    const title = (order: string) => diagnoseMessage(deadLetter(republished(`no stock for ${order}`)), noRules).title;
    expect(title("ord-1")).toBe("no stock for * (exchange shop)");
    expect(title("ord-45619")).toBe(title("ord-1"));
  });
});

it("different bugs are different groups", () => {
  const text = (said: string) => deadLetter(republished(said));
  const typed = { "MT-Fault-ExceptionType": "Shop.A", "MT-Fault-Message": "no" };
  const messages = [
    deadLetter({}),
    deadLetter({}, { queue: "billing.dlq" }),
    deadLetter({}, { source: "other" }),
    deadLetter({ "x-death": [death()] }),
    deadLetter({ "x-death": [death({ queue: "billing" })] }),
    deadLetter({ "x-death": [death({ reason: "expired" })] }),
    text("no stock"),
    text("no price"),
    deadLetter(typed),
    deadLetter({ ...typed, "MT-Fault-ExceptionType": "Shop.B" }),
    deadLetter({ ...typed, "MT-Fault-InputAddress": "rabbitmq://x/billing" }),
    deadLetter(spring(paymentTrace())),
    deadLetter(spring(paymentTrace().replaceAll("PaymentClient.charge", "PaymentClient.refund"))),
    deadLetter(spring(paymentTrace().replace("java.net.SocketTimeoutException", "java.net.ConnectException"))),
  ];
  expect(new Set(messages.map(grouped)).size).toBe(messages.length);
});

it("unwraps EasyNetQ's body and reads the event in it", () => {
  const body = {
    Exception: "System.TimeoutException: no answer\n   at Shop.Client.Get()",
    Message: JSON.stringify(event),
    BasicProperties: {},
    Queue: "orders",
    RoutingKey: "order.placed",
    Exchange: "shop",
    DateTime: "2026-11-23T02:50:42Z",
  };
  expect(diagnoseMessage(deadLetter({}, { body }), noRules)).toMatchObject({
    category: "timeout",
    errorType: "System.TimeoutException",
    title: "TimeoutException in Client.Get",
    envelope: { eventId: "e-1" },
    unwrapped: { body: Buffer.from(JSON.stringify(event)) },
  });
});

it.each([
  "Listener method 'public void com.shop.Till.take(com.shop.Order) throws com.fasterxml.jackson.core.JsonProcessingException' threw exception",
  "Listener method could not be invoked with the incoming message\nEndpoint handler details:\nMethod [void com.shop.Till.take(com.shop.Order) throws java.util.concurrent.TimeoutException]",
])("what a listener may throw is not what it threw: %s", (text) => {
  const trace = `org.springframework.amqp.rabbit.support.ListenerExecutionFailedException: ${text}\n\tat org.springframework.A.b(A.java:1)\nCaused by: com.shop.Refused: no\n\tat com.shop.Till.take(Till.java:3)`;
  const verdict = (headers: { readonly [name: string]: string }) => diagnoseMessage(deadLetter(headers), noRules).verdict;
  expect(verdict(republished(text))).toBe("unknown");
  expect(verdict({ ...republished(text), "x-exception-stacktrace": trace })).toBe("unknown");
});

describe("one type out of one frame", () => {
  const rules = { ...noRules, headers: { errorType: "x-type", errorText: "x-text", stack: "x-stack" } };
  const found = (type: string, text: string, configured = rules) => {
    const headers = {
      "x-type": type,
      "x-text": text,
      "x-stack": `${type}: ${text}\n   at Shop.Till.Take(Order order) in /src/Till.cs:line 7`,
    };
    return diagnoseMessage(deadLetter(headers), configured).fingerprint;
  };

  it.each([
    ["Npgsql.PostgresException", "40P01: deadlock detected", "23505: duplicate key value"],
    ["Grpc.Core.RpcException", 'Status(StatusCode="Unavailable", Detail="x")', 'Status(StatusCode="InvalidArgument", Detail="x")'],
    ["System.Exception", "connection refused", "no stock"],
  ])("is a group for each verdict: %s", (type, one, other) => {
    expect(found(type, one)).not.toBe(found(type, other));
    expect(found(type, `${one} 17`)).toBe(found(type, `${one} 18`));
  });

  it("stays one group where the type or the operator's rule for it says what both mean", () => {
    expect(found("System.TimeoutException", "connection refused")).toBe(found("System.TimeoutException", "no answer"));
    const categories = [{ match: { errorType: "System.Exception" }, category: "timeout" as const }];
    expect(found("System.Exception", "no stock", { ...rules, categories })).toBe(found("System.Exception", "no stock"));
  });
});

describe("a trace without a frame of the shop's own", () => {
  const traced = (trace: string) => deadLetter({ ...republished(""), "x-exception-stacktrace": trace });

  it("is a group of its own, whatever its lines' numbers are", () => {
    const traces = ["crash in till\n  step 1\n  line 4", "crash in till\n  phase 1", "** crash **", "crash in till"];
    expect(new Set(traces.map((trace) => grouped(traced(trace)))).size).toBe(traces.length);
    expect(grouped(traced("crash in till\n  step 2\n  line 5"))).toBe(grouped(traced(traces[0] ?? "")));
  });

  it("keeps the type and text that stand beside it", () => {
    const headers = { "MT-Fault-ExceptionType": "Shop.Refused", "MT-Fault-Message": "no", "MT-Fault-StackTrace": "crash\n  somewhere" };
    expect(diagnoseMessage(deadLetter(headers), noRules)).toMatchObject({ errorType: "Shop.Refused", errorText: "no", frame: null });
  });

  it("keeps the type that stands beside it where its chain has others", () => {
    const headers = {
      "MT-Fault-ExceptionType": "Shop.Refused",
      "MT-Fault-Message": "no",
      "MT-Fault-StackTrace": "System.Exception: inner\n   at System.Foo.Bar()",
    };
    expect(diagnoseMessage(deadLetter(headers), noRules).errors.map(({ type, text }) => [type, text])).toEqual([
      ["System.Exception", "inner"],
      ["Shop.Refused", "no"],
    ]);
  });
});

describe("a text that holds the trace", () => {
  const found = (text: string) => diagnoseMessage(deadLetter(republished(text)), noRules);

  it.each([
    ["no stock\nmain.take\n\t/src/till.go:5\nmain.main\n\t/src/main.go:10", null, "no stock", "main.take"],
    ["Traceback (most recent call last):\n  File \"/app/till.py\", line 3, in take\nKeyError: 'total'", "KeyError", "'total'", "till.take"],
    ["Shop.RefusedException: nein\n   bei Shop.Till.Take(Order order)", "Shop.RefusedException", "nein", "Till.Take"],
    ["App\\Refused: no in /app/a.php:3\nStack trace:\n#0 /app/b.php(1): App\\Till->take()\n#1 {main}", "App\\Refused", "no", "Till.take"],
  ])("is read as a trace: %j", (text, errorType, errorText, frame) => {
    expect(found(text)).toMatchObject({ errorType, errorText, frame });
    expect(found(text).errors.at(-1)?.stack).toBe(text);
  });

  it("is only a text on one line", () => {
    expect(found("thread 'main' panicked at src/main.rs:1:38:")).toMatchObject({ errorType: null, frame: null });
  });
});

it("takes no frame from a text that stands beside the trace", () => {
  const text = "the log says:\n\tat com.shop.Fake.frame(Fake.java:1)\nCaused by: com.shop.FakeException: x";
  const trace = `com.shop.ParseException: ${text}\n\tat com.shop.Parser.read(Parser.java:9)`;
  for (const end of ["\n", "\r\n"]) {
    const headers = { ...republished(text), "x-exception-stacktrace": trace.replaceAll("\n", end) };
    expect(diagnoseMessage(deadLetter(headers), noRules)).toMatchObject({
      title: "ParseException in Parser.read",
      errors: [{ type: "com.shop.ParseException", text }],
    });
  }
});

it("keeps the root cause of a chain without types below the type that stands beside it", () => {
  const headers = {
    "MT-Fault-ExceptionType": "*errors.withStack",
    "MT-Fault-Message": "charge failed: no stock",
    "MT-Fault-StackTrace": "no stock\nmain.take\n\t/src/till.go:5\ncharge failed\nmain.main\n\t/src/main.go:3",
  };
  expect(diagnoseMessage(deadLetter(headers), noRules)).toMatchObject({
    frame: "main.take",
    errors: [
      { type: null, text: "no stock" },
      { type: "*errors.withStack", text: "charge failed: no stock" },
    ],
  });
});
