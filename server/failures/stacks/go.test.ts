import { expect, it } from "vitest";
import { parseStack } from "../stack.ts";

const names = (trace: string) => parseStack(trace, []).frames.map(({ name, own }) => (own ? name : `(${name})`));
const chain = (trace: string) => parseStack(trace, []).errors.map(({ type, text }) => [type, text]);

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

it("reads the panic on, of the first goroutine, without who started it", () => {
  expect(chain(go)).toEqual([[null, "runtime error: invalid memory address or nil pointer dereference"]]);
  expect(names(go)).toEqual(["payment.Client.Charge"]);
  expect(parseStack(go, []).frames[0]).toMatchObject({ location: "client.go:88", module: "github.com/acme/shop/payment" });
});

const dump = "goroutine 1 [running]:\nmain.run.func1(...)\n\t/src/main.go:7\nmain.main()\n\t/src/main.go:12 +0xa5\n";

it.each([
  ["panic: boom\n\n", ["boom"]],
  ["panic: boom [recovered]\n\n", ["boom"]],
  ["panic: boom [recovered, repanicked]\n\n", ["boom"]],
  ["panic: boom [recovered]\n\tpanic: again\n\n", ["boom", "again"]],
  ["panic occurred: boom, stacktrace: \n", ["boom"]],
  ["recovered: boom\n", ["boom"]],
  ["panic: boom\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]\n\n", ["boom"]],
  ["fatal error: all goroutines are asleep - deadlock!\n\n", ["all goroutines are asleep - deadlock!"]],
])("reads the text of %j", (head, texts) => {
  expect(chain(head + dump)).toEqual(texts.map((text) => [null, text]));
  expect(names(head + dump)).toEqual(["main.run", "main.main"]);
});

it("reads errors as pkg/errors print them, root first", () => {
  const at = "main.main\n\t/src/main.go:10\nruntime.main\n\t/usr/local/go/src/runtime/proc.go:290";
  const trace = `no stock for ord-1\nmain.inner\n\t/src/main.go:5\n${at}\ncharge failed\nmain.outer\n\t/src/main.go:6\n${at}\nwhile taking\n`;
  expect(chain(trace)).toEqual([
    [null, "no stock for ord-1"],
    [null, "charge failed"],
    [null, "while taking"],
  ]);
  expect(names(trace)).toEqual(["main.inner", "main.main", "(runtime.main)"]);
});

it("reads errors as xerrors prints them, root last", () => {
  const trace = "charge failed:\n    main.outer\n        /src/main.go:6\n  - no stock:\n    main.inner\n        /src/main.go:5";
  expect(chain(trace)).toEqual([
    [null, "no stock"],
    [null, "charge failed"],
  ]);
  expect(names(trace)).toEqual(["main.inner"]);
});
