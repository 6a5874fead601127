import { expect, test } from "vitest";
import { isEmulator } from "./emulator.ts";

test.each([
  [null, false],
  ["http://localhost:9324", true],
  ["http://127.0.0.1:9324", true],
  ["http://[::1]:9324", true],
  ["http://elasticmq:9324", true],
  ["http://sqs.eu-west-1.localhost.localstack.cloud:4566", true],
  ["https://sqs.eu-west-1.amazonaws.com", false],
  ["https://vpce-0a1b2c3d-4e5f.sqs.eu-west-1.vpce.amazonaws.com", false],
  ["https://sqs.internal.example.com", false],
  ["https://10.0.12.7", false],
  ["https://[fd00::7]", false],
])("%s is taken for an emulator: %s", (endpoint, is) => {
  expect(isEmulator(endpoint)).toBe(is);
});
