import fc from "fast-check";
import { expect, test } from "vitest";
import { javaException as stream } from "../testing/java-exception.ts";
import { readJavaThrowable } from "./java-object.ts";

test("class, message, cause and frames of a serialised exception are read", () => {
  const read = readJavaThrowable(stream);
  expect(read).toMatchObject({
    type: "Gen$DeserializationException",
    text: "failed to deserialize",
    cause: {
      type: "java.lang.IllegalStateException",
      text: "Unexpected character ('x' (code 120)): was expecting \u00e9",
      cause: { type: "java.io.EOFException", text: null, cause: null },
    },
  });
  expect(read?.frames[0]).toMatch(/^Gen\.main\(Gen\.java:\d+\)$/);
  expect(read?.cause?.cause?.frames.length).toBeGreaterThan(2);
});

test("bytes that are cut anywhere, or are anything else, are no exception and do no harm", () => {
  for (let length = 0; length < stream.length; length++) {
    const read = readJavaThrowable(stream.subarray(0, length));
    expect(read === null || read.type === "Gen$DeserializationException").toBe(true);
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(stream.length - 1), (noise, at) => {
      const broken = Buffer.from(stream);
      broken.set(noise.subarray(0, broken.length - at), at);
      readJavaThrowable(broken);
      readJavaThrowable(noise);
    }),
    { numRuns: 2_000, examples: [[Uint8Array.from([43]), 1_907]] },
  );
});
