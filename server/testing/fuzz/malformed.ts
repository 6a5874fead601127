import fc from "fast-check";
import * as auditRoute from "../../../app/api/audit/export/route.ts";
import * as bodyRoute from "../../../app/api/messages/[messageId]/body/route.ts";
import * as exportRoute from "../../../app/api/messages/export/route.ts";
import * as trpcRoute from "../../../app/api/trpc/[trpc]/route.ts";
import { request } from "./doors.ts";

interface Malformed {
  readonly method: "GET" | "POST";
  readonly query: string;
  readonly type: string | null;
  readonly body: string;
  /** Of another site, or of nobody. */
  readonly headers: Readonly<Record<string, string>>;
}

const bodies = [
  "",
  "{",
  "[",
  '"',
  "nul",
  "{}{}",
  '{"id":1',
  "\u0000",
  "\ufeff{}",
  "a=b&c",
  "--x\r\n",
  "1e999",
  '{"0":{"id":1}}',
  "[".repeat(5_000),
  "x".repeat(200_000),
];
const types = [
  null,
  "",
  "application/json",
  "application/json; charset=utf-16",
  "text/plain",
  "multipart/form-data",
  "multipart/form-data; boundary=x",
  "application/x-www-form-urlencoded",
  "application/octet-stream",
  "nonsense",
];
const queries = [
  "",
  "batch=1",
  "batch=1&input=",
  "batch=1&input={",
  "input=%E0%A4%A",
  "input=%00",
  "input=[]",
  "input=null",
  "input={}&input={}",
  "batch=1&input=[1,2]",
  "connectionParams={",
  "connectionParams=1",
  "lastEventId=%F0",
  "version=%zz",
  "version=1e3",
  "version=0x1",
  "format=csv&period=x",
  "__proto__=1",
  `x=${"y".repeat(10_000)}`,
];
const strange: readonly Readonly<Record<string, string>>[] = [
  {},
  { accept: "application/jsonl" },
  { "trpc-accept": "application/jsonl" },
  { accept: "text/event-stream" },
  { "last-event-id": "\u00ff" },
  { "x-redrive-address": "1.1.1.1" },
  { "x-forwarded-for": "'" },
  { "content-length": "99999999999" },
];

/** Requests that no page and no program of ours sends. */
export const malformed: fc.Arbitrary<Malformed> = fc.record({
  method: fc.constantFrom("GET", "POST"),
  query: fc.constantFrom(...queries),
  type: fc.constantFrom(...types),
  body: fc.constantFrom(...bodies),
  headers: fc.constantFrom(...strange),
});

export function sendMalformed(path: string, { method, query, type, body, headers }: Malformed): Promise<Response> {
  const asked = request(`${path}?${query}`, { method, body: method === "POST" ? new TextEncoder().encode(body) : null });
  for (const [name, value] of Object.entries({ ...headers, ...(type === null ? {} : { "content-type": type }) }))
    asked.headers.set(name, value);
  const none = { params: Promise.resolve({}) };
  if (path.startsWith("/api/trpc/")) return method === "POST" ? trpcRoute.POST(asked, none) : trpcRoute.GET(asked, none);
  if (path.endsWith("/body")) return bodyRoute.GET(asked, { params: Promise.resolve({ messageId: "1" }) });
  return path.startsWith("/api/messages") ? exportRoute.POST(asked, none) : auditRoute.GET(asked, none);
}
