import { expect, test } from "vitest";
import type { Ctx } from "../context.ts";
import { listMessages } from "../messages/list.ts";
import type { Header } from "../sources/port.ts";
import { textHeader } from "../sources/json-head.ts";
import { testContext } from "../testing/context.ts";
import { testDatabase } from "../testing/database.ts";
import { deadLetter, death } from "../testing/heads.ts";
import { capture, rawMessage, shop, watchQueue } from "../testing/messages.ts";
import { listGroups } from "./list.ts";

const table = (headers: Parameters<typeof deadLetter>[0]): readonly Header[] => deadLetter(headers).head.headers;
const poisoned = ["reason_poisoned", "topic_poisoned", "handler_poisoned", "subscriber_poisoned"].map((name) =>
  textHeader(name, "orders.topic"),
);
const republished = ["x-exception-message", "x-original-exchange", "x-original-routingKey"].map((name) => textHeader(name, "shop"));

async function start(): Promise<Ctx> {
  const ctx = testContext(await testDatabase(), { config: { sources: [shop] } });
  const reader = await watchQueue(ctx);
  const headers = [table({ "x-death": [death()] }), poisoned, republished, []];
  await capture(
    ctx,
    reader,
    headers.map((list, at) => rawMessage({ headers: list, body: Buffer.from(`{"eventId":"e-${at}"}`) })),
  );
  return ctx;
}

test("a group's origin is a queue only where its messages name one, and says otherwise what kind of name it has", async () => {
  const ctx = await start();
  const { groups } = await listGroups(ctx, { view: "all", text: "", cursor: null, limit: 10 });
  expect(groups.map(({ origin, originWords }) => [origin, originWords])).toEqual(
    expect.arrayContaining([
      ["orders", "queue orders"],
      [null, "exchange shop; queue not carried"],
      [null, "topic orders.topic; queue not carried"],
      [null, null],
    ]),
  );
  const found = async (filter: string) =>
    (await listMessages(ctx, { filter, cursor: null, limit: 10 })).messages.map(({ eventId }) => eventId).toSorted();
  expect(await found("origin:orders")).toEqual(["e-0"]);
  expect(await found("origin:shop")).toEqual([]);
  expect(await found("origin:orders.topic")).toEqual(["e-1"]);
  expect(await found("origin:none")).toEqual(["e-2", "e-3"]);
  expect(await found("-origin:ord*")).toEqual(["e-2", "e-3"]);
});
