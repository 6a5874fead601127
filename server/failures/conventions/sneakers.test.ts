import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readSneakers } from "./sneakers.ts";

const entry = (n: number, text: string) => ({
  error: "reject",
  num_attempts: n,
  failed_at: `2026-11-23 02:50:0${n} UTC`,
  error_class: "Shop::OutOfStock",
  error_message: text,
  backtrace: ["/app/lib/stock.rb:12:in `take'"],
});

it("reads a list, newest first, as exact attempts", () => {
  const evidence = readSneakers(
    deadLetter({ retry_info: JSON.stringify([entry(5, "last"), entry(4, "before")]) }, { queue: "orders-error" }),
  );
  expect(evidence).toMatchObject({ tries: { count: 5 }, origin: { queue: "orders" }, diedAt: new Date("2026-11-23T02:50:05Z") });
  expect(evidence?.errors).toMatchObject([{ type: "Shop::OutOfStock", text: "last", stack: "/app/lib/stock.rb:12:in `take'" }]);
  expect(evidence?.attempts).toMatchObject([
    { after: 0, error: { text: "last" } },
    { after: 1, error: { text: "before" } },
  ]);
});

it("reads one object", () => {
  expect(readSneakers(deadLetter({ retry_info: JSON.stringify(entry(1, "only")) }))?.attempts).toMatchObject([
    { after: 0, error: { text: "only" } },
  ]);
});

it.each(["not json", "{}", "[]", "null", '[1,"x"]'])("tells nothing of %s", (text) => {
  expect(readSneakers(deadLetter({ retry_info: text }))).toMatchObject({ errors: [], attempts: [], tries: null });
});
