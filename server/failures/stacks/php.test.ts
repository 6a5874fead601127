import { expect, it } from "vitest";
import { parseStack } from "../stack.ts";

const names = (trace: string) => parseStack(trace, []).frames.map(({ name, own }) => (own ? name : `(${name})`));
const chain = (trace: string) => parseStack(trace, []).errors.map(({ type, text }) => [type, text]);

const trace = String.raw`PDOException: SQLSTATE[HY000] [2002] Connection refused in /app/src/Stock.php:12
Stack trace:
#0 /app/src/Stock.php(12): PDO->__construct('mysql:host=db', Object(App\Config))
#1 /app/src/Till.php(34): App\Stock->take(5)
#2 [internal function]: App\Till->App\{closure}(Object(App\Order))
#3 /app/src/Till.php(30): array_map(Object(Closure), Array)
#4 /app/vendor/symfony/messenger/Middleware/HandleMessage.php(89): App\Till->__invoke(Object(App\Order))
#5 /app/bin/console(17): Symfony\Component\Messenger\Worker->run()
#6 {main}

Next App\OrderRefused: order 5 in the shop was refused in /app/src/Till.php:36
Stack trace:
#0 /app/vendor/symfony/messenger/Middleware/HandleMessage.php(89): App\Till->__invoke(Object(App\Order))
#1 {main}`;

it("reads the first error told as the root cause, and what follows Next as the errors around it", () => {
  expect(chain(trace)).toEqual([
    ["PDOException", "SQLSTATE[HY000] [2002] Connection refused"],
    ["App\\OrderRefused", "order 5 in the shop was refused"],
  ]);
});

it("says where each function was, not where it was called", () => {
  expect(names(trace)).toEqual(["(PDO.__construct)", "Stock.take", "Till.{closure}", "(array_map)", "Till.__invoke", "(Worker.run)"]);
  expect(parseStack(trace, []).frames.map(({ location }) => location)).toEqual([
    null,
    "Stock.php:12",
    "Till.php:34",
    null,
    "Till.php:30",
    "HandleMessage.php:89",
  ]);
});

it("reads frames without a head, as getTraceAsString gives them", () => {
  expect(names("#0 /app/src/Till.php(34): App\\Stock->take(5)\n#1 {main}")).toEqual(["Stock.take"]);
  expect(chain("#0 /app/src/Till.php(34): App\\Stock->take(5)\n#1 {main}")).toEqual([]);
});

it("reads an error that nobody caught", () => {
  expect(
    chain("PHP Fatal error:  Uncaught App\\Refused: no in /app/a.php:3\nStack trace:\n#0 {main}\n  thrown in /app/a.php on line 3"),
  ).toEqual([["App\\Refused", "no"]]);
});
