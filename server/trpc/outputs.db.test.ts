import { z } from "zod";
import { afterAll, expect, test } from "vitest";
import { connectDatabase } from "../db/client.ts";
import { requestOf } from "../testing/context.ts";
import { createTestDatabase } from "../testing/database.ts";
import { signInConfig } from "../testing/people.ts";
import { populate } from "../testing/populate.ts";
import { appRouter } from "./router.ts";

const database = await createTestDatabase();
const clients = connectDatabase(database.url, { max: 3 });
const { ctx, inputs, credential } = await populate(clients);
const caller = appRouter.createCaller(requestOf({ ...ctx, config: { ...ctx.config, signIn: signInConfig } }, credential));

afterAll(async () => {
  await clients.close();
  await database.drop();
});

interface Procedure {
  readonly _def: { readonly type: "query" | "mutation" | "subscription"; readonly output?: unknown };
}
const procedures = Object.entries(appRouter._def.procedures as unknown as Readonly<Record<string, Procedure>>);
const isQuery = (path: string) => procedures.some(([name, { _def }]) => name === path && _def.type === "query");

test("every procedure has an output schema", () => {
  expect(procedures.filter(([, { _def }]) => !(_def.output instanceof z.ZodType)).map(([path]) => path)).toEqual([]);
});

/** Reads first: acts change what they read. */
const calls = Object.entries(inputs).toSorted(([one], [other]) => Number(isQuery(other)) - Number(isQuery(one)));

test.each(calls)("%s answers as its schema says", async (path, input) => {
  await expect(call(path, input)).resolves.not.toBeInstanceOf(Error);
});

async function call(path: string, input: unknown): Promise<unknown> {
  const [noun = "", verb = ""] = path.split(".");
  const nouns = caller as unknown as Readonly<Record<string, Readonly<Record<string, (input: unknown) => Promise<unknown>>>>>;
  return nouns[noun]?.[verb]?.(input);
}
