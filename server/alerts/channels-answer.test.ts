import { expect, test } from "vitest";
import { answerChannels } from "./channels-answer.ts";

const now = new Date("2026-03-14T03:12:00Z");
const at = new Date("2026-03-14T02:50:00Z");
const works = { name: "oncall", failingSince: null, deliveredAt: at, pausedAt: null, answer: "200", waiting: 0 };
const fails = { ...works, name: "status", failingSince: at, answer: "503", waiting: 2 };
const unused = { ...works, name: "pager", deliveredAt: null, answer: null };

test("what fails comes first, and whether people heard otherwise", () => {
  expect(answerChannels([fails, works], now)).toEqual({
    title: "status has failed since 02:50 UTC: 503.",
    sub: "People are told by oncall. 2 notices wait.",
  });
  expect(answerChannels([{ ...fails, answer: "No answer: ECONNREFUSED." }], now).title).toBe(
    "status has failed since 02:50 UTC: No answer: ECONNREFUSED.",
  );
  expect(answerChannels([fails, unused], now).sub).toMatch(/^No other channel is known to work/);
  expect(answerChannels([fails, { ...fails, name: "other" }, works], now).title).toBe("2 of 3 channels fail, status since 02:50 UTC.");
});

test("a channel that was never used is not said to work", () => {
  expect(answerChannels([unused], now).title).toBe("No channel has been used yet, so none is known to work.");
  expect(answerChannels([works, unused], now).title).toBe("No channel fails; 1 of 2 has not been used yet.");
  expect(answerChannels([works], now).title).toBe("The only channel works.");
  expect(answerChannels([], now).title).toBe("No channel is configured, so nobody is told of alerts.");
});

test("a channel that is paused is said to be so before what works", () => {
  const paused = { ...works, pausedAt: at, waiting: 1 };
  expect(answerChannels([paused], now)).toEqual({
    title: "The only channel is paused, so nobody is told of alerts.",
    sub: "1 notice waits.",
  });
  expect(answerChannels([paused, { ...works, name: "pager" }], now).title).toBe(
    "oncall is paused, and its notices wait until somebody resumes it.",
  );
  expect(answerChannels([fails, paused], now).sub).toMatch(/oncall is paused\. 3 notices wait\.$/);
});
