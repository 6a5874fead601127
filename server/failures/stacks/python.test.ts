import { expect, it } from "vitest";
import { parseStack } from "../stack.ts";

const names = (trace: string) => parseStack(trace, []).frames.map(({ name, own }) => (own ? name : `(${name})`));
const chain = (trace: string) => parseStack(trace, []).errors.map(({ type, text }) => [type, text]);

/** As CPython 3.11 prints it. */
const group = (second: string) => `  + Exception Group Traceback (most recent call last):
  |   File "/app/shop.py", line 15, in charge_all
  |     raise ExceptionGroup("many", found)
  | ExceptionGroup: many (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | Traceback (most recent call last):
    |   File "/app/gateway.py", line 6, in post
    |     one()
    | KeyError: 'a'
    | note 1
    | 
    | The above exception was the direct cause of the following exception:
    | 
    | Traceback (most recent call last):
    |   File "/app/till.py", line 13, in take
    |     try: f()
    |          ^^^
    | ValueError: bad: thing
    +---------------- 2 ----------------
    | ExceptionGroup: inner (1 sub-exception)
    +-+---------------- 1 ----------------
      | Traceback (most recent call last):
      |   File "/app/other.py", line 3, in one
      | ${second}
      +------------------------------------
`;

it("takes the first part of a group for its cause where all parts are of one type", () => {
  expect(chain(group("KeyError: 'b'"))).toEqual([
    ["KeyError", "'a'\nnote 1"],
    ["ValueError", "bad: thing"],
    ["ExceptionGroup", "many (2 sub-exceptions)"],
  ]);
  expect(names(group("KeyError: 'b'"))).toEqual(["gateway.post"]);
});

it("names no cause where the parts are of several types", () => {
  expect(chain(group("OSError: no"))).toEqual([["ExceptionGroup", "many (2 sub-exceptions)"]]);
  expect(names(group("OSError: no"))).toEqual(["shop.charge_all"]);
});

it("reads what a group caused", () => {
  const trace = `${group("KeyError: 'b'")}
The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/worker.py", line 29, in wrap
    raise RuntimeError("outer") from e
RuntimeError: outer`;
  expect(chain(trace).map(([type]) => type)).toEqual(["KeyError", "ValueError", "ExceptionGroup", "RuntimeError"]);
});

it("reads Python 2, whose errors may be in small letters", () => {
  const trace = `Traceback (most recent call last):
  File "/app/shop.py", line 3, in ?
    sock.connect(sa)
error: [Errno 111] Connection refused`;
  expect(chain(trace)).toEqual([["error", "[Errno 111] Connection refused"]]);
  expect(names(trace)).toEqual(["shop.?"]);
});

it("reads the trace of another process", () => {
  const trace = `multiprocessing.pool.RemoteTraceback: 
"""
Traceback (most recent call last):
  File "/app/pricing.py", line 9, in price
    return event["total"]
KeyError: 'total'
"""

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/actors.py", line 31, in charge
    pool.apply(price, (event,))
KeyError: 'total'`;
  expect(chain(trace)).toEqual([
    ["KeyError", "'total'"],
    ["KeyError", "'total'"],
  ]);
  expect(names(trace)).toEqual(["pricing.price"]);
});

it("takes bars in a text for text", () => {
  const trace = 'Traceback (most recent call last):\n  File "/app/a.py", line 1, in f\nValueError: a table\n  | b |\n  +-+---- 1 ----';
  expect(chain(trace)).toEqual([["ValueError", "a table\n  | b |\n  +-+---- 1 ----"]]);
});

it("reads the frame that loguru points at", () => {
  expect(
    names('Traceback (most recent call last):\n\n> File "/app/till.py", line 3, in take\n    x()\n    └ <function>\n\nKeyError: 1'),
  ).toEqual(["till.take"]);
});
