import { expect, test } from "vitest";
import { BrokerError } from "../sources/port.ts";
import { Standing } from "./standing.ts";

const denied = new BrokerError("denied", "SQS denies sqs:DeleteMessage.");
const lost = new BrokerError("closed", "The connection was lost.");

/** One consume that stores a batch, which the broker then does not let go. */
function storeDenied(standing: Standing): number {
  standing.begin();
  standing.stored();
  return standing.failed(denied);
}

test("what is stored and cannot be settled is tried later and later, whatever is heard in between", () => {
  const standing = new Standing();
  const waits = Array.from({ length: 10 }, () => {
    const wait = storeDenied(standing);
    standing.begin();
    expect(standing.heard()).toBe(false);
    return wait;
  });
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
});

test("a batch that is settled shows that it works again", () => {
  const standing = new Standing();
  storeDenied(standing);
  standing.begin();
  standing.stored();
  expect(standing.heard()).toBe(true);
  expect(standing.hasFailed).toBe(false);
  standing.begin();
  expect(standing.heard()).toBe(true);
});

test("after a lost connection being heard is enough, and it is tried again within seconds", () => {
  const standing = new Standing();
  standing.begin();
  standing.stored();
  for (let tries = 0; tries < 20; tries++) expect(standing.failed(lost)).toBeLessThanOrEqual(5_000);
  standing.begin();
  expect(standing.heard()).toBe(true);
});

test("denied access before anything is stored rests too, and ends when it is heard", () => {
  const standing = new Standing();
  for (let tries = 0; tries < 8; tries++) standing.failed(denied);
  expect(standing.failed(denied)).toBe(60_000);
  expect(standing.heard()).toBe(true);
  expect(standing.failed(denied)).toBe(500);
});
