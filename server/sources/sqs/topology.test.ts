import { expect, test } from "vitest";
import { readTopology } from "./topology.ts";

const day = 86_400;
const queue = (name: string, attributes: Record<string, string> = {}) => ({ name, attributes });
const origin = (name: string, to: string, seconds: number) =>
  queue(name, {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `arn:aws:sqs:eu-west-1:0:${to}`, maxReceiveCount: 3 }),
    MessageRetentionPeriod: String(seconds),
  });
const warnings = (dead: number, before: number, name = "q-dlq") => {
  const found = readTopology([
    queue(name, { MessageRetentionPeriod: String(dead) }),
    origin(`q${name.endsWith(".fifo") ? ".fifo" : ""}`, name, before),
  ]);
  return found[0]?.warnings.map(({ text }) => text);
};

test("a retention as long as the origin's, and a shorter one, are told apart; a longer one is good", () => {
  expect(warnings(4 * day, 4 * day)).toEqual([
    expect.stringContaining("q keeps a message as long: one that dies late is lost soon after."),
  ]);
  expect(warnings(day, 4 * day)).toEqual([
    expect.stringContaining("q keeps a message for 4 d, this queue for 1 d: one that dies late is lost as it arrives."),
  ]);
  expect(warnings(5_400, 2 * 3_600)?.[0]).toContain("for 2 h, this queue for 5400 s");
  expect(warnings(14 * day, 4 * day)).toEqual([]);
  expect(warnings(day, 4 * day, "q-dlq.fifo")).toEqual([]);
});

test("where not every queue could be listed, that none is an origin is not known", () => {
  const some = { isWhole: false, othersOf: () => null };
  expect(readTopology([queue("q-dlq")], some)[0]).toMatchObject({ origins: null, role: "named_like_one" });
  expect(readTopology([queue("q-dlq"), origin("q", "q-dlq", day)], some)[0]).toMatchObject({ origins: ["q"], role: "dead_letter" });
  expect(readTopology([queue("q-dlq")])[0]).toMatchObject({ origins: [] });
});

test("somebody else who reads it is a warning, with how many and when", () => {
  const others = { isWhole: true, othersOf: (name: string) => (name === "q-dlq" ? { at: new Date("2026-11-29T03:07:00Z"), n: 85 } : null) };
  const [read, other] = readTopology([queue("q-dlq"), queue("r-dlq")], others);
  expect(read?.warnings).toEqual([
    {
      code: "read-by-others",
      severity: "warn",
      text: "Somebody else receives from it too: at 03:07 UTC 85 messages were in flight that Redrive does not hold. What they remove is not here.",
      mend: null,
    },
  ]);
  expect(other?.warnings).toEqual([]);
});
