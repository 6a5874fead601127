import { expect, it } from "vitest";
import { deadLetter, noRules } from "../../testing/heads.ts";
import { diagnoseMessage } from "../diagnose.ts";
import { readSymfony } from "./symfony.ts";

const own = (name: string) => `X-Message-Stamp-Symfony\\Component\\Messenger\\Stamp\\${name}`;
const flat = (type: string, message: string, previous: object | null) => ({
  class: type,
  message,
  file: "/srv/app/src/Stock.php",
  line: 12,
  traceAsString: "#0 /srv/app/src/Handler.php(37): Shop\\Stock->take()\n#1 {main}",
  previous,
});
const details = {
  exceptionClass: "Shop\\OutOfStock",
  exceptionCode: 0,
  exceptionMessage: "no stock",
  flattenException: flat("Shop\\OutOfStock", "no stock", flat("PDOException", "SQLSTATE[40001]", null)),
};
const headers = {
  type: "Shop\\OrderPlaced",
  "Content-Type": "application/json",
  [own("BusNameStamp")]: '[{"busName":"messenger.bus.default"}]',
  [own("RedeliveryStamp")]: JSON.stringify([1, 2, 0].map((n) => ({ retryCount: n, redeliveredAt: `2026-11-20T09:15:0${n + 1}+00:00` }))),
  [own("SentToFailureTransportStamp")]: '[{"originalReceiverName":"orders"}]',
  [own("ErrorDetailsStamp")]: JSON.stringify([{ exceptionClass: "Older", exceptionMessage: "x", flattenException: null }, details]),
  "X-Message-Stamp-Shop\\TenantStamp": '[{"tenant":"north"}]',
};
const without = (name: string) => deadLetter(Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name)));

it("reads the stamps: the newest error with its causes, and each try", () => {
  const evidence = readSymfony(deadLetter(headers));
  expect(evidence).toMatchObject({
    errors: [
      { type: "PDOException", text: "SQLSTATE[40001]", stack: null },
      { type: "Shop\\OutOfStock", text: "no stock" },
    ],
    tries: { count: 3 },
    diedAt: new Date("2026-11-20T09:15:01Z"),
    origin: { queue: null, exchange: null, handler: "orders (transport)" },
  });
  expect(evidence?.errors.at(-1)?.stack).toContain("PDOException: SQLSTATE[40001] in /srv/app/src/Stock.php:12\nStack trace:\n#0 ");
  expect(evidence?.errors.at(-1)?.stack).toContain("\n\nNext Shop\\OutOfStock: no stock in ");
  expect(evidence?.attempts).toMatchObject([{ after: 0, error: { type: "Shop\\OutOfStock" } }, { after: 1, error: null }, { after: 2 }]);
});

it("strips what would make the next failure the last, and nothing of the application", () => {
  const { strips = [] } = readSymfony(deadLetter(headers)) ?? {};
  expect(strips).toContain(own("SentToFailureTransportStamp"));
  expect(strips).not.toContain("X-Message-Stamp-Shop\\TenantStamp");
  expect(strips).not.toContain("type");
});

it("names the event by its class", () => {
  expect(diagnoseMessage(deadLetter(headers, { body: { orderId: 1 } }), noRules).envelope).toMatchObject({
    eventId: null,
    eventType: "Shop\\OrderPlaced",
  });
});

it("keeps the class and the text where the trace is not there", () => {
  const bare = { ...headers, [own("ErrorDetailsStamp")]: JSON.stringify([{ ...details, flattenException: null }]) };
  expect(readSymfony(deadLetter(bare))?.errors).toEqual([{ type: "Shop\\OutOfStock", text: "no stock", stack: null }]);
  expect(readSymfony(without(own("ErrorDetailsStamp")))).toMatchObject({ errors: [], tries: { count: 3 } });
});

it.each(["type", own("RedeliveryStamp"), own("SentToFailureTransportStamp")])("is silent without %s", (name) => {
  expect(readSymfony(without(name))).toBeNull();
});

it("does not stumble over other shapes", () => {
  for (const text of ["", "[]", "null", "{}", "[1]", '[{"originalReceiverName":7}]'])
    expect(() =>
      readSymfony(deadLetter({ ...headers, [own("SentToFailureTransportStamp")]: text, [own("ErrorDetailsStamp")]: text })),
    ).not.toThrow();
});
