import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskFrame, maskText } from "./masks.ts";
import { cpuMs } from "../testing/cpu-ms.ts";

const hex = (length: number) => fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const words = fc
  .array(fc.constantFrom("late", "O'Brien", "zażółć", "{x}", "(a)", "1", "<b>", "it's"), { maxLength: 30 })
  .map((list) => list.join(" "));

/** What differs between two failings of one bug. */
const varying: Readonly<Record<string, fc.Arbitrary<string>>> = {
  number: fc.oneof(
    fc.nat().map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((n) => n.toFixed(2)),
    fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String),
  ),
  uuid: fc.uuid(),
  "prefixed id": hex(8).map((id) => `evt-${id}`),
  "numbered id": fc.nat().map((n) => `ord-${n}`),
  "upper-case id": fc.ulid(),
  hash: hex(40),
  pointer: hex(12).map((id) => `0x${id}`),
  "ISO time": fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }).map((at) => at.toISOString()),
  "plain time": fc
    .date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 19).replace("T", " ")),
  email: fc.tuple(fc.stringMatching(/^[a-z][a-z0-9._+-]{0,30}$/), fc.domain()).map(([name, domain]) => `${name}@${domain}`),
  "double quotes": words.map((text) => `"${text}"`),
  "single quotes": words.map((text) => `'${text.replaceAll("'", "")}'`),
  backticks: words.map((text) => `\`${text}\``),
  endpoint: fc.tuple(fc.ipV4(), fc.integer({ min: 1024, max: 65_535 })).map(([ip, port]) => `${ip}:${port}`),
  url: fc.tuple(fc.nat(), fc.uuid(), fc.nat()).map(([n, id, q]) => `https://payments/v${n}/charges/${id}?try=${q}`),
  list: fc.array(fc.nat(), { minLength: 1, maxLength: 20 }).map((list) => list.join(", ")),
  JSON: fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify({ value })),
};

describe("what varies between two failings of one bug", () => {
  it.each(Object.entries(varying))("is masked: %s", (_, values) => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        for (const around of ["no stock for %s in the warehouse", "%s is no order", "order %s", "failed (%s): try again", "key=%s, late"]) {
          expect(maskText(around.replace("%s", () => one))).toBe(maskText(around.replace("%s", () => other)));
        }
      }),
    );
  });

  it("is masked however long it is", () => {
    const said = (length: number) => `Customer "${"x".repeat(length)}" has no address`;
    for (const length of [0, 1, 100, 3_000, 20_000]) expect(maskText(said(length))).toBe(maskText(said(5)));
  });
});

describe("different bugs", () => {
  const texts = [
    "no stock for 5",
    "no price for 5",
    "status 503 from 10.0.0.1",
    "status 429 from 10.0.0.1",
    "HTTP 404 Not Found",
    "HTTP 500 Internal Server Error",
    "ORA-00001: violated",
    "ORA-01400: violated",
    "Cannot read properties of undefined",
    "connect ECONNREFUSED 10.0.0.1:443",
    "[401 Unauthorized] during [GET] to [http://rates/v1/eur] [Rates#get(String)]: [no]",
    "[503 Service Unavailable] during [GET] to [http://rates/v1/eur] [Rates#get(String)]: [no]",
    "[503 Service Unavailable] during [POST] to [http://rates/v1/eur] [Rates#get(String)]: [no]",
    "[503 Service Unavailable] during [GET] to [http://prices/v1/eur] [Rates#get(String)]: [no]",
    "[503 Service Unavailable] during [GET] to [http://rates/v1/eur] [Rates#all(String)]: [no]",
    "Response status code does not indicate success: 503 (Service Unavailable).",
    "Response status code does not indicate success: 404 (Not Found).",
    "Connection refused (payments:443)",
    "Connection refused (shipping:443)",
    "call failed (status 500, order 5)",
    "call failed (status 503, order 5)",
    "SQLSTATE[HY000] [2002] failed",
    "SQLSTATE[23000] [2002] failed",
    'violates unique constraint "orders_1_key"',
    'violates unique constraint "orders_2_key"',
    "ORA-00001: unique constraint (SHOP.UQ_ORDERS) violated",
    "ORA-00001: unique constraint (SHOP.UQ_LINES) violated",
    "Cannot read properties of undefined (reading 'total')",
    "Cannot read properties of undefined (reading 'items')",
    "'NoneType' object has no attribute 'total'",
    "'NoneType' object has no attribute 'items'",
    "[Errno 104] refused",
    "[Errno 111] refused",
    "failed (connection refused)",
    "failed (timed out)",
    "connect ETIMEDOUT 10.0.0.1:443",
    "https://payments/charges/5 refused",
    "https://shipping/labels/5 refused",
    "duplicate key value violates unique constraint",
    "null value in column violates not-null constraint",
  ];

  it("tell no login of a URL, which would part one bug", () => {
    expect(maskText("POST https://shop:secret@pay.example.com/charge refused")).toBe("POST https://pay.example.com/charge refused");
  });

  it("stay apart", () => {
    expect(new Set(texts.map(maskText)).size).toBe(texts.length);
  });

  it("stay apart by any word", () => {
    const said = fc.array(fc.stringMatching(/^[g-z]{2,8}$/), { minLength: 1, maxLength: 20 }).map((list) => list.join(" "));
    fc.assert(
      fc.property(said, said, (one, other) => {
        expect(maskText(`${one} 5`) === maskText(`${other} 7`)).toBe(one === other);
      }),
    );
  });

  it("keep the codes that name them", () => {
    expect(maskText("status 503 from 10.0.0.1, ORA-00001 in order 503")).toBe("status 503 from *, ORA-00001 in order *");
  });

  it("keep the words of their text", () => {
    expect(maskText(`Customer "bob" can't pay 12.50 EUR for ord-45619 at 2026-11-23T02:50:42Z, it's late`)).toBe(
      "Customer * can't pay * EUR for * at *, it's late",
    );
  });
});

it("is linear in hostile text", () => {
  const hostile = ['"', "'", "{", '{"', "a@", "0", "http://", "a.", "- ", "`«“‘", "*.", "status "].map((part) =>
    part.repeat(100_000 / part.length),
  );
  const took = cpuMs(() => {
    for (const text of hostile) maskText(text);
  });
  expect(took).toBeLessThan(2_000);
});

it.each([
  ["com.shop.Handler.lambda$handle$12", "com.shop.Handler.handle"],
  ["com.shop.Orders$$EnhancerBySpringCGLIB$$1a2b3c4d.charge", "com.shop.Orders.charge"],
  ["com.shop.Orders$$SpringCGLIB$$0.charge", "com.shop.Orders.charge"],
  ["com.shop.Orders$$Lambda$14/0x0000000800c8.run", "com.shop.Orders.run"],
  ["com.shop.Orders$1.run", "com.shop.Orders.run"],
  ["jdk.internal.reflect.GeneratedMethodAccessor45.invoke", "jdk.internal.reflect.GeneratedMethodAccessor.invoke"],
  ["com.sun.proxy.$Proxy123.charge", "com.sun.proxy.$Proxy.charge"],
  ["Shop.PaymentClient.<Charge>d__5.MoveNext", "Shop.PaymentClient.Charge"],
  ["Shop.Till.<>c__DisplayClass1_0.<<Take>b__0>d.MoveNext", "Shop.Till.Take"],
  ["Shop.Handler.<>c__DisplayClass5_0.<Handle>b__1", "Shop.Handler.Handle"],
  ["payment.Client.Charge.func1.2", "payment.Client.Charge"],
  ["com.shop.PaymentClient.charge", "com.shop.PaymentClient.charge"],
])("does not number the frame %s", (name, masked) => {
  expect(maskFrame(name)).toBe(masked);
});
