import { describe, expect, it } from "vitest";
import { downstreamOf } from "./downstream.ts";
import type { Category } from "./failure.ts";

const named = (text: string, category: Category = "timeout") => downstreamOf(category, [{ type: null, text, stack: null }], [], []);

describe("the downstream", () => {
  it.each([
    ["no answer from payment-gateway within 10000 ms (order ord-45619)", "payment-gateway"],
    ['I/O error on POST request for "https://api.stripe.com/v1/charges": Read timed out', "api.stripe.com"],
    ["POST https://shop:secret@pay.example.com/v1 timed out", "pay.example.com"],
    ["CircuitBreaker 'payment-gateway' is OPEN and does not permit further calls", "payment-gateway"],
    ["getaddrinfo ENOTFOUND payments.shop.svc.cluster.local", "payments.shop"],
    ["Connection refused (payments:443)", "payments"],
    ["Failed to connect to payments/10.1.2.3:443", "payments"],
    ["dial tcp: lookup payments on 10.0.0.10:53: no such host", "payments"],
    ["Connection to postgres:5432 refused", "postgres"],
    [
      "Server error '503' for url 'https://pay.example.com/v1'\nFor more information check: https://httpstatuses.example.org/503",
      "pay.example.com",
    ],
    ["Read timed out: https://pay.example.com/v1", "pay.example.com"],
    ["call failed at https://pay.example.com/v1", "pay.example.com"],
    ["See https://docs.example.org/504: POST https://pay.example.com/v1 timed out", "pay.example.com"],
  ])("of %j is %s", (text, name) => {
    expect(named(text)).toBe(name);
  });

  it.each([
    "connect ECONNREFUSED 10.0.0.1:443",
    "connect ECONNREFUSED 127.0.0.1:8080",
    "https://localhost:8080/x timed out",
    "Read timed out",
    "no answer from the server within 5 s",
    "timed out waiting for it",
    "http://ip-10-0-1-2.eu-west-1.compute.internal/x timed out",
    "connection to the database was lost",
    "Read timed out. For more information see https://docs.example.com/errors/504",
    "Request timed out (see https://go.example.com/fwlink/?id=5)",
    "Timeout. Visit the page https://help.example.com/x for details",
    'timed out: <fault xmlns="http://schemas.example.com/soap"/>',
  ])("is not named by %j", (text) => {
    expect(named(text)).toBeNull();
  });

  it("is nobody's business when the message or the code is wrong", () => {
    expect(named("cannot parse https://schemas.example.com/order", "deserialization")).toBeNull();
    expect(named("cannot parse https://schemas.example.com/order", "code_bug")).toBeNull();
  });

  it("is the configured one first, by text, type or frame", () => {
    const rules = [
      { name: "payments", match: "PaymentClient*" },
      { name: "carrier", match: "dhl" },
    ];
    const frame = { name: "PaymentClient.charge", location: null, own: true, module: "com.shop" };
    expect(downstreamOf("code_bug", [], [frame], rules)).toBe("payments");
    expect(downstreamOf("timeout", [{ type: null, text: "DHL is late", stack: null }], [], rules)).toBe("carrier");
  });
});
