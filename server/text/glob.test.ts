import { expect, it } from "vitest";
import { cpuMs } from "../testing/cpu-ms.ts";
import { globFits, globMatches } from "./glob.ts";

it.each([
  ["timeout", "PaymentTimeoutException", true],
  ["com.shop.*", "com.shop.Payment", true],
  ["com.shop.*", "org.com.shop.Payment", false],
  ["*exception", "PaymentException", true],
  ["a*b*c", "a-b-c", true],
  ["a*b*c", "acb", false],
  ["ab*bc", "abc", false],
  ["*", "", true],
  ["(a+)+$", "aaaa", false],
])("%s on %s is %s", (pattern, text, fits) => {
  expect(globFits(pattern, text)).toBe(fits);
});

it("is linear where a regular expression would not be", () => {
  const took = cpuMs(() => {
    globFits(`${"*a".repeat(2_000)}*b`, "a".repeat(100_000));
  });
  expect(took).toBeLessThan(200);
});

it.each([
  ["orders.dlq", "orders.dlq", true],
  ["orders.dlq", "Orders.dlq", false],
  ["dlq", "orders.dlq", false],
  ["*.dlq", "orders.dlq", true],
  ["*.dlq", "orders.DLQ", false],
  ["*.dlq", "ordersxdlq", false],
  ["a*\nb", "a\n\nb", true],
])("%s names %s: %s", (pattern, name, matches) => {
  expect(globMatches(pattern, name)).toBe(matches);
});
