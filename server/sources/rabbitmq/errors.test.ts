import fc from "fast-check";
import { expect, test } from "vitest";
import { scrubber } from "./errors.ts";

test("a password is not seen, as it was written and as it was meant", () => {
  const scrub = scrubber(["amqp://redrive:p%40ss%2Fw%C3%B6rd@host/shop", "http://admin:hunter2@host:15672", null]);
  const told = scrub("no amqp://redrive:p%40ss%2Fw%C3%B6rd@host, p@ss/wörd is wrong, nor hunter2.");
  expect(told).toBe("no amqp://redrive:***@host, *** is wrong, nor ***.");
});

test.each([
  ["the user", "amqp://guest:guest@rabbit/shop", "access to vhost 'shop' refused for user 'guest'"],
  ["the virtual host", "amqp://redrive:shop@rabbit/shop", "access to vhost 'shop' refused for user 'redrive'"],
  ["an encoded virtual host", "amqp://redrive:a%2Fb@rabbit/a%2Fb", "vhost a/b not found"],
  ["the host", "amqp://redrive:rabbit@rabbit/shop", "connect ECONNREFUSED rabbit:5672"],
  ["a part of a queue", "amqp://redrive:order@rabbit/shop", "no queue 'orders.dlq' in vhost 'shop'"],
  ["a letter", "amqp://redrive:a@rabbit/shop", "cannot reach the broker at rabbit"],
])("a password that is also the name of %s leaves that name", (_of, url, text) => {
  const scrub = scrubber([url]);
  expect(scrub(text)).toBe(text);
  expect(scrub(`of ${url}: ${text}`)).toBe(`of ${url.replace(/:[^:@]+@/, ":***@")}: ${text}`);
});

test("a password that cannot be decoded breaks nothing", () => {
  expect(scrubber(["amqp://u:%zz@h"])("the word %zz")).toBe("the word ***");
});

test("whatever stands around it, a password of its own is gone", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9!$&'()*+,;=._~-]{8,20}$/), fc.constantFrom(" ", "'", ":", "(", "=", ""), (secret, around) => {
      const scrub = scrubber([`amqp://u:${secret}@h`]);
      expect(scrub(`why ${around}${secret}${around} not`)).not.toContain(secret);
    }),
  );
});
