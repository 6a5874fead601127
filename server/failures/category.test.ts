import { describe, expect, it } from "vitest";
import { categorize, verdictOf } from "./category.ts";
import { categories, type Category, verdicts } from "./failure.ts";
import { cpuMs } from "../testing/cpu-ms.ts";

const of = (type: string | null, text: string | null = null) =>
  categorize({ errors: [{ type, text, stack: null }], reason: null, bytes: () => null }, []).category;

const odd = { type: null, text: "odd", stack: null };

const byType: readonly (readonly [Category, readonly string[]])[] = [
  [
    "deserialization",
    [
      "com.fasterxml.jackson.databind.exc.MismatchedInputException",
      "System.Text.Json.JsonException",
      "json.decoder.JSONDecodeError",
      "UnicodeDecodeError",
      "INVALID_JSON",
    ],
  ],
  [
    "validation",
    [
      "ZodError",
      "InvalidAddressError",
      "jakarta.validation.ConstraintViolationException",
      "java.lang.IllegalArgumentException",
      "System.ArgumentNullException",
      "ValueError",
      "INVALID_PARAMETER",
    ],
  ],
  [
    "missing_data",
    [
      "jakarta.persistence.EntityNotFoundException",
      "SequenceGapError",
      "ActiveRecord::RecordNotFound",
      "Shop.Order.DoesNotExist",
      "NO_RESOURCE",
    ],
  ],
  ["duplicate", ["org.springframework.dao.DuplicateKeyException", "psycopg2.errors.UniqueViolation", "DuplicateEventException"]],
  [
    "code_bug",
    [
      "java.lang.NullPointerException",
      "System.NullReferenceException",
      "TypeError",
      "KeyError",
      "NoMethodError",
      "AttributeError",
      "java.lang.ClassCastException",
    ],
  ],
  [
    "timeout",
    [
      "java.net.SocketTimeoutException",
      "PaymentTimeoutException",
      "System.TimeoutException",
      "ReadTimeout",
      "TIMEOUT",
      "java.net.http.HttpConnectTimeoutException",
    ],
  ],
  [
    "connection",
    [
      "java.net.ConnectException",
      "ConnectionRefusedError",
      "System.Net.Sockets.SocketException",
      "java.net.UnknownHostException",
      "io.github.resilience4j.circuitbreaker.CallNotPermittedException",
      "CONNECTION_FAILURE",
    ],
  ],
  [
    "throttled",
    ["org.springframework.web.client.HttpClientErrorException$TooManyRequests", "ThrottlingException", "THROTTLING", "HTTP 429"],
  ],
  [
    "downstream_5xx",
    [
      "org.springframework.web.client.HttpServerErrorException$ServiceUnavailable",
      "feign.FeignException$InternalServerError",
      "INTERNAL_ERROR",
    ],
  ],
  ["auth", ["System.UnauthorizedAccessException", "feign.FeignException$Unauthorized", "NO_PERMISSIONS", "ACCESS_DENIED"]],
  [
    "unknown",
    [
      "java.lang.RuntimeException",
      "Error",
      "System.Exception",
      "System.InvalidOperationException",
      "ERROR_FROM_TARGET",
      "Shop.OrderException",
    ],
  ],
];

const byText: readonly (readonly [Category, readonly string[]])[] = [
  [
    "deserialization",
    [
      "Unexpected token < in JSON at position 0",
      "Failed to convert Message content",
      "Unknown magic byte!",
      "json: cannot unmarshal string into Go value",
    ],
  ],
  ["validation", ["Request failed with status code 422", "HTTP 400 Bad Request", "violates not-null constraint"]],
  ["missing_data", ["Request failed with status code 404", "sql: no rows in result set"]],
  ["duplicate", ['duplicate key value violates unique constraint "orders_pkey"', "E11000 duplicate key error"]],
  [
    "code_bug",
    [
      "Cannot read properties of undefined (reading 'total')",
      "runtime error: invalid memory address or nil pointer dereference",
      "undefined method `charge' for nil",
    ],
  ],
  [
    "timeout",
    ["Read timed out", "context deadline exceeded", "no answer from payment-gateway within 10000 ms", "dial tcp 10.0.0.1:443: i/o timeout"],
  ],
  [
    "connection",
    [
      "connect ECONNREFUSED 10.0.0.1:443",
      "getaddrinfo ENOTFOUND payments",
      "CircuitBreaker 'payments' is OPEN and does not permit further calls",
      "socket hang up",
    ],
  ],
  ["throttled", ["429 Too Many Requests", "Request failed with status code 429"]],
  ["downstream_5xx", ["503 Service Unavailable", "status: 502", "Internal Server Error"]],
  ["auth", ["401 Unauthorized", "Request failed with status code 403", "User: arn:x is not authorized to perform: sqs:SendMessage"]],
  [
    "unknown",
    ["no stock for order 503", "order 429 was sold", "customer 404 Baker Street", "401 items left", "the key is red", "something happened"],
  ],
];

describe("categories", () => {
  it.each(byType.flatMap(([category, types]) => types.map((type) => [category, type] as const)))("%s by type: %s", (category, type) => {
    expect(of(type)).toBe(category);
  });

  it.each(byText.flatMap(([category, texts]) => texts.map((text) => [category, text] as const)))("%s by text: %s", (category, text) => {
    expect(of(null, text)).toBe(category);
    expect(of("Error", text)).toBe(category);
  });

  it("are read from the root error outwards", () => {
    const chain = [
      { type: "java.lang.NullPointerException", text: null, stack: null },
      { type: "com.shop.PaymentTimeoutException", text: "timed out", stack: null },
    ];
    expect(categorize({ errors: chain, reason: null, bytes: () => null }, [])).toEqual({
      category: "code_bug",
      because: "The root error is NullPointerException.",
    });
  });

  it.each([
    ["expired", "expired"],
    ["maxlen", "overflow"],
    ["delivery_limit", "delivery_limit"],
    ["rejected", "unknown"],
    ["__proto__", "unknown"],
  ])("come from the reason %s without an error", (reason, category) => {
    expect(categorize({ errors: [], reason, bytes: () => null }, []).category).toBe(category);
  });

  it("do not come from a wait when an error is carried", () => {
    expect(categorize({ errors: [odd], reason: "expired", bytes: () => null }, []).category).toBe("unknown");
  });

  it("are the delivery limit's when the error fits nothing", () => {
    expect(categorize({ errors: [odd], reason: "delivery_limit", bytes: () => null }, []).category).toBe("delivery_limit");
  });

  it("are the operator's first, in their order, whatever the case", () => {
    const rules = [
      { match: { errorType: "*.ordererror", errorText: "stock" }, category: "missing_data" as const },
      { match: { errorText: "no *" }, category: "validation" as const },
    ];
    const of = (type: string | null, text: string | null) =>
      categorize({ errors: [{ type, text, stack: null }], reason: null, bytes: () => null }, rules).category;
    expect(of("shop.OrderError", "no Stock left")).toBe("missing_data");
    expect(of("shop.OtherError", "no stock left")).toBe("validation");
    expect(of(null, "timed out")).toBe("timeout");
  });

  it("all have a verdict", () => {
    for (const category of categories) expect(verdicts).toContain(verdictOf(category));
  });

  it("are linear in hostile text", () => {
    const hostile = [
      "unexpected token ",
      "no answer from ",
      "status ",
      "circuit breaker ",
      'cannot invoke "',
      "unique constraint ",
      "invalid character ",
      "4",
      "HTTP ",
    ];
    const took = cpuMs(() => {
      for (const part of hostile) of(part.repeat(5_000), part.repeat(20_000));
    });
    expect(took).toBeLessThan(1_000);
  });
});
