import { describe, expect, it } from "vitest";
import { parseStack } from "./stack.ts";
import { cpuMs } from "../testing/cpu-ms.ts";

const names = (trace: string, ownCode: readonly string[] = []) =>
  parseStack(trace, ownCode).frames.map(({ name, own }) => (own ? name : `(${name})`));
const chain = (trace: string) => parseStack(trace, []).errors.map(({ type, text }) => [type, text]);

const java = `org.springframework.amqp.rabbit.support.ListenerExecutionFailedException: Retry policy exhausted
\tat org.springframework.amqp.rabbit.listener.Container.run(Container.java:12) ~[spring-rabbit.jar:4.1]
\tSuppressed: java.lang.IllegalStateException: not the cause
\t\tat com.shop.Wrong.one(Wrong.java:1)
\tCaused by: com.shop.WrongException: not the cause either
\t\t... 3 more
Caused by: com.shop.payments.PaymentTimeoutException: no answer from payment-gateway
  within 10000 ms
\tat com.shop.payments.PaymentClient.charge(PaymentClient.java:90)
\tat com.shop.orders.OrderListener.lambda$onMessage$3(OrderListener.java:63)
\tat org.springframework.amqp.rabbit.listener.Container.run(Container.java:10)
Caused by: java.net.SocketTimeoutException: Read timed out
\tat java.base/java.net.Socket.read(Socket.java:88)
\tat com.shop.payments.PaymentClient.charge(PaymentClient.java:88)
\t... 2 more`;

const node = `PaymentError: no answer within 10000 ms
    at PaymentClient.charge (/app/src/payment-client.ts:88:13)
    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)
    at async Object.handle (file:///app/src/handler.js:41:5)
    at async /app/node_modules/@acme/runner/index.js:5:6 {
  [cause]: Error: connect ECONNREFUSED 10.0.0.1:443
      at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)`;

const python = `Traceback (most recent call last):
  File "/usr/lib/python3.12/socket.py", line 851, in create_connection
    sock.connect(sa)
ConnectionRefusedError: [Errno 111] Connection refused

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/venv/lib/python3.12/site-packages/celery/app/trace.py", line 453, in trace_task
    R = retval = fun(*args)
  File "/app/shop/payment.py", line 88, in charge
    raise PaymentError("no answer") from e
shop.errors.PaymentError: no answer`;

const ruby = `/app/lib/payment_client.rb:88:in \`charge': no answer (Shop::PaymentTimeout)
\tfrom /app/lib/handler.rb:12:in \`block (2 levels) in handle'
\tfrom /usr/local/bundle/gems/sneakers-2.12.0/lib/sneakers/worker.rb:80:in \`process'`;

describe("a Java trace", () => {
  it("is read to its root cause, past what was suppressed", () => {
    expect(chain(java)).toEqual([
      ["java.net.SocketTimeoutException", "Read timed out"],
      ["com.shop.payments.PaymentTimeoutException", "no answer from payment-gateway\n  within 10000 ms"],
      ["org.springframework.amqp.rabbit.support.ListenerExecutionFailedException", "Retry policy exhausted"],
    ]);
  });

  it("gets back the frames that a cause shares with the error around it", () => {
    expect(names(java)).toEqual(["(Socket.read)", "PaymentClient.charge", "OrderListener.onMessage", "(Container.run)"]);
    expect(parseStack(java, []).frames.map(({ module, location }) => `${module} ${location}`)).toEqual([
      "java.net Socket.java:88",
      "com.shop.payments PaymentClient.java:88",
      "com.shop.orders OrderListener.java:63",
      "org.springframework.amqp Container.java:10",
    ]);
  });

  it("is read to its root cause where that is printed first", () => {
    const trace = `java.net.SocketTimeoutException: Read timed out
\tat com.shop.Client.charge(Client.java:88)
Wrapped by: com.shop.RefusedException: no
\tat com.shop.Till.take(Till.java:8)`;
    expect(chain(trace).map(([type]) => type)).toEqual(["java.net.SocketTimeoutException", "com.shop.RefusedException"]);
    expect(names(trace)).toEqual(["Client.charge"]);
  });

  it("takes the configured prefixes for own code, and only these", () => {
    expect(names(java, ["com.shop.orders."])).toEqual([
      "(Socket.read)",
      "(PaymentClient.charge)",
      "OrderListener.onMessage",
      "(Container.run)",
    ]);
  });
});

it("reads Node with its causes", () => {
  expect(chain(node)).toEqual([
    ["Error", "connect ECONNREFUSED 10.0.0.1:443"],
    ["PaymentError", "no answer within 10000 ms"],
  ]);
  expect(names(node)).toEqual([
    "(TCPConnectWrap.afterConnect)",
    "PaymentClient.charge",
    "(process.processTicksAndRejections)",
    "handle",
    "(index.js)",
  ]);
  expect(parseStack(node, []).frames.map(({ module }) => module)).toEqual(["node", "src", "node", "src", "@acme/runner"]);
});

it("reads Python, where the innermost frame is the last and the root the first", () => {
  expect(chain(python)).toEqual([
    ["ConnectionRefusedError", "[Errno 111] Connection refused"],
    ["shop.errors.PaymentError", "no answer"],
  ]);
  expect(names(python)).toEqual(["(socket.create_connection)", "payment.charge", "(trace.trace_task)"]);
});

it("reads Ruby", () => {
  expect(chain(ruby)).toEqual([["Shop::PaymentTimeout", "no answer"]]);
  expect(names(ruby)).toEqual(["payment_client.charge", "handler.handle", "(worker.process)"]);
  expect(names("/app/lib/a.rb:1:in 'Shop::PaymentClient#charge'")).toEqual(["PaymentClient.charge"]);
});

it.each(["", "no stock", "at the end of the day (really)", "\n\n\n", "Caused by: nothing", "goroutine"])("has no frame for %j", (text) => {
  expect(parseStack(text, []).frames).toEqual([]);
});

it("is linear in hostile traces", () => {
  const lines = [
    "at ",
    "at a.b(",
    "a/".repeat(500),
    "Caused by: ",
    'File "',
    "at a (/b:1:2) ".repeat(50),
    "\tSuppressed: x",
    "in `",
    "\t... 9999 more",
    "at a.b(C.java:1)",
    "   bei a.b(",
    `   a b c d${".e".repeat(500)}(x y) in /${"a.".repeat(400)}`,
    `#0 ${"a(1".repeat(300)}`,
    "   0: <a as b>::c",
    "thread 'a' panicked at ",
    "    (a 1) lib/a.ex:1: A.b/2",
    "** (A) ",
    "  +-+---------------- 1 ----------------",
    "    | Traceback (most recent call last):",
    "  + Exception Group Traceback (most recent call last):",
    "  [errors]: [",
    "  [cause]: A: b {",
    " ---> (Inner #1) ",
    "main.a\n\t/a.go:1",
  ];
  const took = cpuMs(() => {
    for (const line of lines) parseStack(`${line}\n`.repeat(65_536 / line.length), []);
    parseStack(lines.join("\n").repeat(200), []);
    parseStack("at ".repeat(30_000), []);
  });
  expect(took).toBeLessThan(2_000);
});

describe("a text that looks like a part of a trace", () => {
  const forged = "com.shop.ParseException: the file says\nCaused by: com.shop.FakeException: y\n\tat com.shop.Parser.read(Parser.java:9)";
  const told = (type: string | null, text: string | null) => [{ type, text, stack: forged }];

  it("is text where it is told beside the trace", () => {
    const text = "the file says\nCaused by: com.shop.FakeException: y";
    expect(parseStack(forged, [], told(null, text)).errors).toMatchObject([{ type: "com.shop.ParseException", text }]);
  });

  it("is text where the class of a cause is not named and the class above it is", () => {
    expect(parseStack(forged, [], told("com.shop.ParseException", null)).errors.map(({ type }) => type)).toEqual([
      "com.shop.ParseException",
    ]);
    expect(parseStack(forged, [], told("com.shop.FakeException", null)).errors[0]?.type).toBe("com.shop.FakeException");
  });

  it("is a cause below a library's error, which may have no frames", () => {
    const trace = forged.replace("com.shop.ParseException", "org.apache.kafka.common.errors.SerializationException");
    const type = "org.apache.kafka.common.errors.SerializationException";
    expect(parseStack(trace, [], [{ type, text: null, stack: trace }]).errors[0]?.type).toBe("com.shop.FakeException");
  });

  it.each(["Caused by: the dog ate it", "Caused by: nothing: at all", " Caused by: com.shop.FakeException: y", "Caused by: "])(
    "is no cause without a class: %s",
    (line) => {
      const trace = `com.shop.ParseException: a\n${line}\n\tat com.shop.Parser.read(Parser.java:9)`;
      expect(parseStack(trace, []).errors).toHaveLength(1);
    },
  );

  it("is text where .NET's arrow is told beside the trace", () => {
    const text = "moved a ---> Shop.FakeException: b";
    const trace = `Shop.RefusedException: ${text} ---> Shop.RealException: c\n   at Shop.Till.Take()`;
    expect(parseStack(trace, [], [{ type: null, text, stack: trace }]).errors).toMatchObject([
      { type: "Shop.RealException", text: "c" },
      { type: "Shop.RefusedException", text },
    ]);
  });

  it("is text in full, however long it is", () => {
    const text = `first\n${"x".repeat(5_000)}\nlast`;
    expect(parseStack(`com.shop.A: ${text}\n\tat com.shop.B.c(B.java:1)`, [], [{ type: null, text, stack: "" }]).errors[0]?.text).toBe(
      text,
    );
  });
});

describe("a trace of which nobody knows how it is printed", () => {
  it("gives type and text from its first line, where that says so", () => {
    const read = (trace: string) => parseStack(trace, []).errors.map(({ type, text }) => [type, text])[0];
    expect(read("Shop.Refused: no\n  <0.12.0> shop:take/2")).toEqual(["Shop.Refused", "no"]);
    expect(read("\nRefusedError: no\n  somewhere")).toEqual(["RefusedError", "no"]);
    expect(read("order: no stock\n  somewhere")).toEqual([null, "order: no stock"]);
  });

  it("has no frames, and is told from others by its lines", () => {
    const trace = (place: string, n: number) => parseStack(`Refused: no\n  in ${place} line ${n}`, []);
    expect(trace("till", 1).frames).toEqual([]);
    expect(trace("till", 1).outline).toBe(trace("till", 12).outline);
    expect(trace("till", 1).outline).not.toBe(trace("stock", 1).outline);
    const called = (file: string, n: number) => parseStack(`Refused: no\n  take("${n}") (${file}.cpp:${n})`, []).outline;
    expect(called("till", 1)).toBe(called("till", 12));
    expect(called("till", 1)).not.toBe(called("stock", 1));
  });

  it("is told from others by a library's frames too", () => {
    const trace = (method: string) =>
      parseStack(`java.lang.IllegalStateException: closed\n\tat org.apache.kafka.Client.${method}(Client.java:1)`, []);
    expect(trace("poll").outline).not.toBe(trace("send").outline);
  });
});
