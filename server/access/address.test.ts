import { expect, test } from "vitest";
import { addressOf } from "./address.ts";

test("without a trusted proxy the socket speaks, whatever the caller writes", () => {
  for (const claimed of [undefined, "", "203.0.113.9", "127.0.0.1", "203.0.113.9, 10.0.0.1"])
    expect(addressOf("127.0.0.1", claimed, [])).toBe("127.0.0.1");
  expect(addressOf("::ffff:10.1.2.3", "203.0.113.9", [])).toBe("10.1.2.3");
  expect(addressOf(undefined, "203.0.113.9", ["127.0.0.1"])).toBeNull();
});

test.each([
  ["the caller of one proxy", "127.0.0.1", "203.0.113.9", ["127.0.0.1"], "203.0.113.9"],
  ["what the caller put before it is not believed", "127.0.0.1", "1.1.1.1, 203.0.113.9", ["127.0.0.1"], "203.0.113.9"],
  ["two proxies", "127.0.0.1", "1.1.1.1, 203.0.113.9, 10.9.9.9", ["127.0.0.1", "10.0.0.0/8"], "203.0.113.9"],
  ["all of them proxies", "127.0.0.1", "10.0.0.5, 10.9.9.9", ["127.0.0.1", "10.0.0.0/8"], "10.0.0.5"],
  ["a proxy that says nothing", "127.0.0.1", undefined, ["127.0.0.1"], "127.0.0.1"],
  ["a proxy that says nonsense", "127.0.0.1", "1.1.1.1, unknown", ["127.0.0.1"], "127.0.0.1"],
  ["another than the trusted one", "10.1.1.1", "203.0.113.9", ["127.0.0.1"], "10.1.1.1"],
  ["IPv6", "::1", "2001:db8::7", ["::1/128"], "2001:db8::7"],
  ["IPv4 within IPv6", "::ffff:127.0.0.1", "2001:db8::7", ["127.0.0.0/8"], "2001:db8::7"],
])("behind trusted proxies: %s", (_name, socket, forwarded, trusted, address) => {
  expect(addressOf(socket, forwarded, trusted)).toBe(address);
});
