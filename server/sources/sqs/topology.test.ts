import { expect, test } from "vitest";
import { readTopology, withUnlistedTarget } from "./topology.ts";

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
  const some = { isWhole: false };
  expect(readTopology([queue("q-dlq")], some)[0]).toMatchObject({ origins: null, role: "named_like_one" });
  expect(readTopology([queue("q-dlq"), origin("q", "q-dlq", day)], some)[0]).toMatchObject({ origins: ["q"], role: "dead_letter" });
  expect(readTopology([queue("q-dlq")])[0]).toMatchObject({ origins: [] });
});

const here = "arn:aws:sqs:eu-west-1:123456789012:";
const work = (to: string, own: string | null = `${here}orders`) =>
  queue("orders", {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: to, maxReceiveCount: 3 }),
    ...(own === null ? {} : { QueueArn: own }),
  });

test("a dead-letter queue that SQS says is gone is a fault of each queue that names it, with the command that makes it again", () => {
  const gone = new Set(["orders-dlq", "orders-dlq.fifo"]);
  const seen = { isWhole: true, gone };
  expect(readTopology([work(`${here}orders-dlq`)], seen)[0]?.warnings).toEqual([
    {
      code: "dlq-missing",
      severity: "bad",
      text: 'The redrive policy of "orders" names the dead-letter queue "orders-dlq", which does not exist: no message that fails there can move to it, and each is lost when it expires.',
      mend: "aws sqs create-queue --region eu-west-1 --queue-name orders-dlq",
    },
  ]);
  expect(readTopology([work(`${here}orders-dlq.fifo`)], seen)[0]?.warnings[0]?.mend).toContain(
    "--queue-name orders-dlq.fifo --attributes FifoQueue=true",
  );
  expect(readTopology([work(`${here}other-dlq`)], seen)[0]?.warnings).toEqual([]);
});

test.each(["arn:aws:sqs:eu-north-1:123456789012:orders-dlq", "arn:aws:sqs:eu-west-1:999999999999:orders-dlq"])(
  "of %s it is unknown whether it is there, and a queue here of the same name is another one",
  (target) => {
    const seen = { isWhole: true, gone: new Set(["orders-dlq"]) };
    const [origin, namesake] = readTopology([work(target), queue("orders-dlq", { QueueArn: `${here}orders-dlq` })], seen);
    expect(origin?.warnings).toMatchObject([{ code: "dlq-elsewhere", severity: "info", text: expect.stringContaining(target) }]);
    expect(namesake).toMatchObject({ role: "named_like_one", origins: [] });
    expect(withUnlistedTarget([work(target)], [])).toEqual([]);
  },
);

test("only where SQS tells where a queue is, and a policy names another that was not listed, is that one asked for", () => {
  const unlisted = (one: ReturnType<typeof queue>, listed: readonly string[]) => withUnlistedTarget([one], listed).length;
  expect(unlisted(work(`${here}orders-dlq`), ["orders"])).toBe(1);
  expect(unlisted(work(`${here}orders-dlq`), ["orders", "orders-dlq"])).toBe(0);
  expect(unlisted(work(`${here}orders-dlq`, null), ["orders"])).toBe(0);
  expect(unlisted(queue("orders", { QueueArn: `${here}orders`, RedrivePolicy: "{" }), ["orders"])).toBe(0);
  expect(unlisted(queue("orders", { QueueArn: `${here}orders` }), ["orders"])).toBe(0);
});
