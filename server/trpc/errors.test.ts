import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { pino } from "pino";
import { expect, test } from "vitest";
import { DomainError } from "../errors.ts";
import { testContext } from "../testing/context.ts";
import type { RequestCtx } from "./init.ts";
import { appRouter } from "./router.ts";

const secret = "connect to postgres://redrive:hunter2@db failed";

function context(live: () => AsyncGenerator<readonly never[]>): { ctx: RequestCtx; logged: string[] } {
  const logged: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => logged.push(line) });
  const broken = () => {
    throw new Error(secret);
  };
  const ctx = { ...testContext({ db: null as never, sql: null as never }), clock: broken, log, live: { open: live } };
  return { ctx: ctx as unknown as RequestCtx, logged };
}

async function* failing(): AsyncGenerator<readonly never[]> {
  yield [];
  throw new Error(secret);
}

function ask(path: string, createContext: () => Promise<RequestCtx>): Promise<Response> {
  return fetchRequestHandler({ endpoint: "/api/trpc", req: new Request(`http://x/api/trpc/${path}`), router: appRouter, createContext });
}

test("the text of an unknown error is in the log and not in the answer", async () => {
  const { ctx, logged } = context(failing);
  const response = await ask("overview.lanes?input={}", async () => ctx);
  const { error } = (await response.json()) as { error: { message: string; data: object } };
  expect(response.status).toBe(500);
  expect(error.message).toMatch(/^Something failed on the server\. Its log has the error under [0-9a-f]{8}\.$/);
  expect(error.data).toEqual({ code: "INTERNAL_SERVER_ERROR", httpStatus: 500, path: "overview.lanes" });
  expect(logged).toHaveLength(1);
  const [line] = logged.map((text) => JSON.parse(text) as { id: string; where: string });
  expect([error.message.includes(line?.id ?? "none"), line?.where]).toEqual([true, "overview.lanes"]);
});

test("a subscription that breaks does not say why", async () => {
  const { ctx, logged } = context(failing);
  const response = await ask("live.notices", async () => ctx);
  const stream = await response.text();
  expect(stream).toContain("Something failed on the server.");
  expect(stream).not.toContain("hunter2");
  expect(logged.join()).toContain("hunter2");
});

test("a context that cannot be opened answers in the words of its error, when it is ours", async () => {
  const response = await ask("queues.list", () =>
    Promise.reject(new DomainError("unavailable", "The console could not open its database.")),
  );
  expect(response.status).toBe(503);
  expect(await response.text()).toContain("The console could not open its database.");
  const unknown = await ask("queues.list", () => Promise.reject(new Error(secret)));
  expect(unknown.status).toBe(500);
  expect(await unknown.text()).not.toContain("hunter2");
});
