import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import { expect, test, vi } from "vitest";
import { failingSince } from "./reads.ts";

const away = new TypeError("fetch failed");
const refused = TRPCClientError.from({ error: { message: "no such message", code: -32004, data: { code: "NOT_FOUND", httpStatus: 404 } } });
const fault = TRPCClientError.from({
  error: { message: "a fault", code: -32603, data: { code: "INTERNAL_SERVER_ERROR", httpStatus: 500 } },
});

/** A query that is shown, whose reads answer or throw this one after the other. */
function shown(client: QueryClient, key: string, answers: readonly unknown[]) {
  const left = [...answers];
  const observer = new QueryObserver(client, {
    queryKey: [key],
    retry: false,
    queryFn: async () => {
      const answer = left.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  const end = observer.subscribe(() => {});
  return { end, read: () => observer.refetch() };
}

test("a read that fails is told with the time of what is shown, until it succeeds or is not shown any more", async () => {
  const client = new QueryClient();
  const { read, end } = shown(client, "one", ["first", away, "again", away]);
  await vi.waitFor(() => expect(client.getQueryData(["one"])).toBe("first"));
  expect(failingSince(client)).toBeNull();
  const readAt = client.getQueryState(["one"])?.dataUpdatedAt;
  await read();
  expect(failingSince(client)).toBe(readAt);
  await read();
  expect(failingSince(client)).toBeNull();
  await read();
  expect(failingSince(client)).not.toBeNull();
  end();
  expect(failingSince(client)).toBeNull();
});

test.each([
  ["the server is away", away, 0],
  ["the server has a fault", fault, 0],
  ["the server refuses", refused, null],
])("what never was read: %s", async (_, error, since) => {
  const client = new QueryClient();
  shown(client, "one", [error]);
  await vi.waitFor(() => expect(client.getQueryState(["one"])?.status).toBe("error"));
  expect(failingSince(client)).toBe(since);
});

test("while a failed read is tried again it is failing already", async () => {
  const client = new QueryClient();
  const observer = new QueryObserver(client, { queryKey: ["one"], retry: 1, retryDelay: 10_000, queryFn: () => Promise.reject(away) });
  observer.subscribe(() => {});
  await vi.waitFor(() => expect(client.getQueryState(["one"])?.fetchFailureCount).toBe(1));
  expect(failingSince(client)).toBe(0);
});
