import { expect, it } from "vitest";
import { parseStack } from "../stack.ts";

const names = (trace: string) => parseStack(trace, []).frames.map(({ name, own }) => (own ? name : `(${name})`));
const chain = (trace: string) => parseStack(trace, []).errors.map(({ type, text }) => [type, text]);

const backtrace = `stack backtrace:
   0: __rustc::rust_begin_unwind
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/panicking.rs:689:5
   1: core::option::expect_failed
             at /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/option.rs:2245:5
   2: core::option::Option<T>::expect
   3: shop::charge
             at ./src/main.rs:1:38
   4: <shop::Till as shop::Handler>::take::{{closure}}::h4fcb88cebd717979
             at ./src/till.rs:2:61
   5: main
   6: __libc_start_main_impl
             at ./csu/../csu/libc-start.c:360:3
note: Some details are omitted, run with \`RUST_BACKTRACE=full\` for a verbose backtrace.`;

it.each([
  ["today", "thread 'main' (20420) panicked at src/main.rs:1:38:\nno total, order ord-1\n"],
  ["before 1.73", "thread 'main' panicked at 'no total, order ord-1', src/main.rs:1:38\n"],
])("reads a panic as it is told %s; the machinery of panics is no frame of the shop's", (_, head) => {
  expect(chain(head + backtrace)).toEqual([[null, "no total, order ord-1"]]);
  expect(names(head + backtrace)).toEqual([
    "(__rustc::rust_begin_unwind)",
    "(option::expect_failed)",
    "(Option<T>::expect)",
    "shop::charge",
    "Till::take",
  ]);
  expect(chain(`${head}note: run with RUST_BACKTRACE=1`)).toEqual([[null, "no total, order ord-1"]]);
});

it("has no frame where no backtrace is told, yet tells panics of two places apart", () => {
  const panic = (at: string) =>
    parseStack(`thread 'main' panicked at ${at}:\ncalled \`Option::unwrap()\` on a \`None\` value\nnote: run with RUST_BACKTRACE=1`, []);
  expect(panic("src/main.rs:1:38").frames).toEqual([]);
  expect(panic("src/main.rs:1:38").outline).toBe(panic("src/main.rs:4:1").outline);
  expect(panic("src/main.rs:1:38").outline).not.toBe(panic("src/till.rs:1:38").outline);
});

it("reads anyhow's causes, root first", () => {
  const head = "charge order x\n\nCaused by:\n    0: parse price\n    1: invalid digit found in string\n";
  const causes = [
    [null, "invalid digit found in string"],
    [null, "parse price"],
    [null, "charge order x"],
  ];
  expect(chain(head)).toEqual(causes);
  expect(
    chain(
      `${head}\nStack backtrace:\n   0: anyhow::error::msg\n             at /root/.cargo/registry/src/a/anyhow-1.0/src/backtrace.rs:10:14\n   1: shop::price\n             at ./src/main.rs:2:53`,
    ),
  ).toEqual(causes);
  expect(chain("ctx\n\nCaused by:\n    lonely")).toEqual([
    [null, "lonely"],
    [null, "ctx"],
  ]);
});
