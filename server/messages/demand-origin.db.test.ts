import { expect, test } from "vitest";
import { presets } from "../access/roles.ts";
import { readOriginal } from "../capture/original.ts";
import type { Ctx } from "../context.ts";
import { previewOutgoing } from "../replays/preview.ts";
import { connectDatabase } from "../db/client.ts";
import { testDatabase } from "../testing/database.ts";
import { populate } from "../testing/populate.ts";
import { editMessage } from "./edit.ts";
import { getMessage } from "./get.ts";

const messageId = 1;
const reason = "a test";

/** Its message as the browser sends it back, with another topic in every header that names one. */
async function start() {
  const { url } = await testDatabase();
  const clients = connectDatabase(url, { max: 4 });
  const { ctx } = await populate(clients);
  const { seq, headers, queue, source } = await getMessage(ctx, { id: messageId });
  const elsewhere = headers.map(({ name, value }) => ({
    name,
    value: name.endsWith("original-topic") ? { ...value, text: "payroll.secret" } : value,
  }));
  expect(elsewhere).not.toEqual(headers.map(({ name, value }) => ({ name, value })));
  const edit = { id: messageId, seq, reason, head: { headers: elsewhere, properties: [] } };
  const as = (role: "operator" | "lead"): Ctx => {
    const may = [{ role, permissions: presets[role], sources: [source], queues: [queue] }];
    return { ...ctx, principal: { ...ctx.principal, may } };
  };
  return { ctx, clients, edit, as };
}

test("who may not choose a target may not edit one in, and is not shown what a replay would be then", async () => {
  const { clients, edit, as } = await start();
  const lacks = { code: "forbidden", message: expect.stringMatching(/replay\.target/) };
  await expect(editMessage(as("operator"), edit)).rejects.toMatchObject(lacks);
  const change = { head: edit.head };
  await expect(previewOutgoing(as("operator"), { messageId, target: { to: "failed_queue" }, change })).rejects.toMatchObject(lacks);
  const body = { ...edit, head: undefined, body: { text: '{"orderId":7}' } };
  expect(await editMessage(as("operator"), body)).toMatchObject({ version: 2 });
  expect(await editMessage(as("lead"), { ...edit, seq: edit.seq + 1 })).toMatchObject({ version: 3 });
  await clients.close();
});

test("the original is the record that the broker's own headers name, whatever an edit says", async () => {
  const { ctx, clients, edit } = await start();
  const before = await readOriginal(ctx, { id: messageId });
  await editMessage(ctx, edit);
  expect((await readOriginal(ctx, { id: messageId })).at).toEqual(before.at);
  await clients.close();
});
