import fc from "fast-check";
import { expect, test } from "vitest";
import { textHeader } from "../../sources/json-head.ts";
import type { Header } from "../../sources/port.ts";
import { memoryCodec } from "../../sources/memory/head.ts";
import { rawMessage } from "../../testing/messages.ts";
import { messageFingerprint } from "./fingerprint.ts";

const fingerprint = (fields: Parameters<typeof rawMessage>[0], queueId = 1) => {
  const { head, body } = rawMessage(fields);
  return messageFingerprint(queueId, memoryCodec.decode(head), body, memoryCodec);
};

test("what counts deliveries changes nothing, even when it is the only header", () => {
  expect(fingerprint({ headers: [textHeader("x-delivery-count", "3")] })).toBe(fingerprint({}));
});

test("headers in another order, in tables too, change nothing; repeated ones keep theirs", () => {
  const [a, b] = [textHeader("a", "1"), textHeader("b", "2")];
  const table = (...fields: Header[]): Header => ({ name: "t", value: { type: "table", wire: "table", text: null, fields } });
  expect(fingerprint({ headers: [b, table(b, a), a] })).toBe(fingerprint({ headers: [a, b, table(a, b)] }));
  expect(fingerprint({ headers: [a, textHeader("a", "2")] })).not.toBe(fingerprint({ headers: [textHeader("a", "2"), a] }));
});

test("queue, header, and a null body part messages", () => {
  const [a, b] = [textHeader("a", "1"), textHeader("b", "2")];
  const all = [
    fingerprint({}),
    fingerprint({}, 2),
    fingerprint({ headers: [a] }),
    fingerprint({ headers: [a, b] }),
    fingerprint({ headers: [textHeader("a1", "")] }),
    fingerprint({ body: null }),
    fingerprint({ body: Buffer.alloc(0) }),
  ];
  expect(new Set(all).size).toBe(all.length);
});

test("different bodies have different fingerprints, all of them exact numbers", () => {
  const bodies = fc.uniqueArray(fc.uint8Array({ maxLength: 40 }), { selector: String, minLength: 2, maxLength: 200 });
  fc.assert(
    fc.property(bodies, (different) => {
      const prints = different.map((body) => fingerprint({ body }));
      expect(new Set(prints).size).toBe(different.length);
      expect(prints.every(Number.isSafeInteger)).toBe(true);
    }),
  );
});
