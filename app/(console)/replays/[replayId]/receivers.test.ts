import { expect, test } from "vitest";
import { receiverWords } from "./receivers";

test.each([
  [{ consumers: 6, most: 6, idle: false, backlog: 12 }, "6 consumers, 12 messages wait"],
  [{ consumers: 6, most: 8, idle: false, backlog: 1 }, "6 of 8 consumers, 1 message waits"],
  [{ consumers: 1, most: 1, idle: false, backlog: 0 }, "1 consumer, nothing waits"],
  [{ consumers: 0, most: 0, idle: true, backlog: null }, "0 consumers"],
  [{ consumers: 0, most: 0, idle: false, backlog: 900 }, "no consumer, and not waited for, 900 messages wait"],
  [{ consumers: null, most: 0, idle: false, backlog: null }, "consumers not known"],
])("%j: %s", (facts, words) => {
  expect(receiverWords(facts)).toBe(words);
});
