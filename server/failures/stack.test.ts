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

const dotnet = `System.InvalidOperationException: cannot charge
 ---> Shop.PaymentException: refused
 ---> System.Net.Sockets.SocketException (111): Connection refused
   at System.Net.Sockets.Socket.Connect(EndPoint remote)
   --- End of inner exception stack trace ---
   at Shop.PaymentClient.<Charge>d__5.MoveNext() in C:\\src\\PaymentClient.cs:line 88
   --- End of inner exception stack trace ---
   at Shop.Handler.Handle[T](Order order, CancellationToken token) in /src/Handler.cs:line 12`;

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

const go = `panic: runtime error: invalid memory address or nil pointer dereference

goroutine 34 [running]:
runtime/debug.Stack()
\t/usr/local/go/src/runtime/debug/stack.go:26 +0x64
github.com/acme/shop/middleware.Recover.func1()
\t/src/middleware/recover.go:9 +0x11
panic({0x1012bd0?, 0x1400?})
\t/usr/local/go/src/runtime/panic.go:770 +0x124
github.com/acme/shop/payment.(*Client).Charge(0xc0000b4000, {0x14000102, 0x9})
\t/src/payment/client.go:88 +0x1d5
created by main.main in goroutine 1
\t/src/main.go:12 +0x28

goroutine 1 [select]:
main.other()
\t/src/main.go:1 +0x1`;

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

  it("takes the configured prefixes for own code, and only these", () => {
    expect(names(java, ["com.shop.orders."])).toEqual([
      "(Socket.read)",
      "(PaymentClient.charge)",
      "OrderListener.onMessage",
      "(Container.run)",
    ]);
  });
});

it("reads .NET: the innermost exception stands last in the head and first in the frames", () => {
  expect(chain(dotnet)).toEqual([
    ["System.Net.Sockets.SocketException", "Connection refused"],
    ["Shop.PaymentException", "refused"],
    ["System.InvalidOperationException", "cannot charge"],
  ]);
  expect(names(dotnet)).toEqual(["(Socket.Connect)", "PaymentClient.Charge", "Handler.Handle"]);
  expect(parseStack(dotnet, []).frames[1]?.location).toBe("PaymentClient.cs:88");
});

it("reads .NET frames without a head, and a head on one line", () => {
  expect(names("   at Shop.PaymentClient.Charge(Order o)\n   at System.Foo.Bar()")).toEqual(["PaymentClient.Charge", "(Foo.Bar)"]);
  expect(chain("System.Exception: outer ---> Shop.InnerException: inner\n   at Shop.A.B()")).toEqual([
    ["Shop.InnerException", "inner"],
    ["System.Exception", "outer"],
  ]);
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

it("reads Go from the panic on, of the first goroutine", () => {
  expect(chain(go)).toEqual([[null, "runtime error: invalid memory address or nil pointer dereference"]]);
  expect(names(go)).toEqual(["payment.Client.Charge", "(main.main)"]);
  expect(parseStack(go, []).frames[0]).toMatchObject({ location: "client.go:88", module: "github.com/acme/shop/payment" });
});

it.each(["", "no stock", "at the end of the day (really)", "\n\n\n", "Caused by: nothing", "goroutine"])(
  "takes %j for no trace",
  (text) => {
    expect(parseStack(text, [])).toEqual({ errors: [], frames: [] });
  },
);

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
  ];
  const took = cpuMs(() => {
    for (const line of lines) parseStack(`${line}\n`.repeat(65_536 / line.length), []);
    parseStack(lines.join("\n").repeat(200), []);
    parseStack("at ".repeat(30_000), []);
  });
  expect(took).toBeLessThan(2_000);
});
