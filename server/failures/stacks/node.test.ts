import { expect, it } from "vitest";
import { parseStack } from "../stack.ts";

const names = (trace: string) => parseStack(trace, []).frames.map(({ name, own }) => (own ? name : `(${name})`));
const chain = (trace: string) => parseStack(trace, []).errors.map(({ type, text }) => [type, text]);

it("reads causes within causes, as util.inspect prints them", () => {
  const trace = `TypeError: outer
second line
    at f (file:///app/a.mjs:2:55)
    ... 2 lines matching cause stack trace ...
    at async run (node:internal/modules/run_main:101:5) {
  code: 'X',
  [cause]: Error: middle
      at f (file:///app/a.mjs:2:97) {
    [cause]: SyntaxError: Expected '}' in JSON
        at JSON.parse (<anonymous>)
        at g (file:///app/b.mjs:2:26)
  }
}`;
  expect(chain(trace)).toEqual([
    ["SyntaxError", "Expected '}' in JSON"],
    ["Error", "middle"],
    ["TypeError", "outer\nsecond line"],
  ]);
  expect(names(trace)).toEqual(["(JSON.parse)", "g"]);
});

it("reads an error without frames, and a cause that is only text", () => {
  expect(chain("[TypeError: fetch failed] {\n  [cause]: Error: bad port\n      at f (/app/a.js:1:2)\n}")).toEqual([
    ["Error", "bad port"],
    ["TypeError", "fetch failed"],
  ]);
  expect(chain("Error: outer\n    at f (/app/a.js:1:2) {\n  [cause]: 'a string'\n}")).toEqual([
    [null, "a string"],
    ["Error", "outer"],
  ]);
});

const aggregate = (second: string) => `AggregateError [ECONNREFUSED]: 
    at internalConnectMultiple (node:net:1122:18) {
  code: 'ECONNREFUSED',
  [errors]: [
    Error: connect ECONNREFUSED ::1:5432
        at createConnection (node:net:1637:14)
        at connect (/app/src/db.js:7:1) {
      errno: -111
    },
    ${second}
        at createConnection (node:net:1637:14)
        at other (/app/src/other.js:7:1)
  ]
}`;

it("takes the first of several errors for the cause where all are of one type", () => {
  const same = aggregate("Error: connect ECONNREFUSED 127.0.0.1:5432");
  expect(chain(same).map(([type]) => type)).toEqual(["Error", "AggregateError"]);
  expect(names(same)).toEqual(["(createConnection)", "connect"]);
});

it("names no cause where several errors are of several types", () => {
  const mixed = aggregate("RangeError: too many");
  expect(chain(mixed).map(([type]) => type)).toEqual(["AggregateError"]);
  expect(names(mixed)).toEqual(["(internalConnectMultiple)"]);
});

it("takes lines of a text for text", () => {
  const trace = "ParseError: line 3 says:\nCaused by: Fake: x\n  [cause]: Fake: y\n    at read (/app/src/parser.js:9:1)";
  expect(chain(trace)).toEqual([["ParseError", "line 3 says:\nCaused by: Fake: x\n  [cause]: Fake: y"]]);
  expect(names(trace)).toEqual(["read"]);
});
