import { expect, test } from "vitest";
import { fillTemplate, templateProblem } from "./fill-template.ts";

const template = "https://orders.internal/orders/{key}?event={eventId}&customer={payload.customer.id}";
const fill = (values: Readonly<Record<string, string>>, of = template) => {
  const url = fillTemplate(of, (name) => values[name] ?? null);
  return "problem" in url ? url.problem : url.href;
};

test("values are percent-encoded: none of them leaves its place", () => {
  expect(fill({ key: "a/..b?c#d&e=f%2F@x:1 ☃", eventId: "1&event=2", "payload.customer.id": "{key}" })).toBe(
    "https://orders.internal/orders/a%2F..b%3Fc%23d%26e%3Df%252F%40x%3A1%20%E2%98%83?event=1%26event%3D2&customer=%7Bkey%7D",
  );
});

test.each([["."], [".."], ["../admin"], ["a/../b"], ["a\\.."], ["..%2fadmin"], ["%2e%2e/x"], ["\ud800"], ["x".repeat(501)]])(
  "a value that would change the path, or cannot be encoded, is refused: %j",
  (key) => {
    expect(fill({ key, eventId: "1", "payload.customer.id": "1" })).toBe("The message carries a value of {key} that no address can hold.");
  },
);

test("a value that the message lacks is named", () => {
  expect(fill({ key: "1", eventId: "" })).toBe("The message does not carry {eventId}.");
});

test.each([
  ["https://{key}.internal/", "after the host"],
  ["https://{payload.host}/x", "after the host"],
  ["https://orders/{body}", "not {body}"],
  ["https://orders/{payload}", "not {payload}"],
  ["https://orders/{key", "must close"],
  ["https://orders/}{", "must close"],
  ["https:///{key}", "must name a host"],
  ["http:////{key}/x", "must name a host"],
])("%s is refused", (bad, problem) => {
  expect(templateProblem(bad)).toContain(problem);
});

test("a template of paths and queries is let be", () => {
  expect([template, "https://orders/", "http://[::1]:8080/{eventType}"].map(templateProblem)).toEqual([null, null, null]);
});
