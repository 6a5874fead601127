import { z } from "zod";
import * as auditRoute from "../../../app/api/audit/export/route.ts";
import * as bodyRoute from "../../../app/api/messages/[messageId]/body/route.ts";
import * as exportRoute from "../../../app/api/messages/export/route.ts";
import * as linkRoute from "../../../app/api/link/route.ts";
import * as passwordRoute from "../../../app/api/password/route.ts";
import * as setUpRoute from "../../../app/api/setup/route.ts";
import * as signInRoute from "../../../app/api/sign-in/route.ts";
import * as trpcRoute from "../../../app/api/trpc/[trpc]/route.ts";
import { exportAuditInput } from "../../audit/input.ts";
import { confirmedWithReason } from "../../messages/input.ts";
import { linkInput, setPasswordInput, setUpInput, signInInput } from "../../people/input.ts";
import { appRouter } from "../../trpc/router.ts";
import { sentWith } from "./as.ts";

/** One procedure or route: the schema of what it takes, and how that is sent. */
export interface Door {
  readonly name: string;
  readonly input: z.ZodType;
  /** It may write. */
  readonly acts: boolean;
  /** It needs no permission: it concerns only whoever asks, or anybody may ask. */
  readonly open?: "own" | "anybody";
  send(input: unknown): Promise<Response>;
}

interface Procedure {
  readonly _def: {
    readonly type: "query" | "mutation" | "subscription";
    readonly inputs: readonly z.ZodType[];
    readonly meta?: { readonly own?: true; readonly anybody?: true };
  };
}

export const host = "127.0.0.1:4400";
const none = { params: Promise.resolve({}) };

export function request(path: string, init: RequestInit = {}): Request {
  const asked = new Request(`http://${host}${path}`, init);
  asked.headers.set("host", host);
  for (const [name, value] of sentWith() ?? []) asked.headers.set(name, value);
  return asked;
}

const procedures = Object.entries(appRouter._def.procedures as unknown as Readonly<Record<string, Procedure>>);

/** Every procedure by its own schemas, and every route that takes anything. */
export const doors: readonly Door[] = [
  ...procedures.map(
    ([path, { _def }]): Door => ({
      name: path,
      input: _def.inputs[0] ?? z.object({ id: z.number() }).partial(),
      acts: _def.type === "mutation",
      ...(_def.meta?.own ? { open: "own" } : _def.meta?.anybody ? { open: "anybody" } : {}),
      send: (input) => sendProcedure(path, _def.type, JSON.stringify(input)),
    }),
  ),
  {
    name: "POST /api/messages/export",
    input: confirmedWithReason,
    acts: true,
    send: (input) => {
      const { selection, reason } = (input ?? {}) as { selection?: unknown; reason?: unknown };
      const body = new FormData();
      if (selection !== undefined) body.set("selection", JSON.stringify(selection));
      if (reason !== undefined) body.set("reason", typeof reason === "string" ? reason : JSON.stringify(reason));
      return exportRoute.POST(request("/api/messages/export", { method: "POST", body }), none);
    },
  },
  {
    name: "GET /api/audit/export",
    input: exportAuditInput,
    acts: false,
    send: (input) => auditRoute.GET(request(`/api/audit/export?${queryOf(input)}`), none),
  },
  ...[
    { path: "/api/sign-in", route: signInRoute, input: signInInput },
    { path: "/api/link", route: linkRoute, input: linkInput },
    { path: "/api/setup", route: setUpRoute, input: setUpInput },
    { path: "/api/password", route: passwordRoute, input: setPasswordInput },
  ].map(
    ({ path, route, input }): Door => ({
      name: `POST ${path}`,
      input,
      acts: true,
      send: (sent) => route.POST(request(path, { method: "POST", body: JSON.stringify(sent) ?? null }), none),
    }),
  ),
  {
    name: "GET /api/messages/[messageId]/body",
    input: z.object({ messageId: z.union([z.string(), z.number()]), version: z.number().optional() }),
    acts: false,
    send: (input) => {
      const { messageId = "", ...more } = (input ?? {}) as Record<string, unknown>;
      return bodyRoute.GET(request(`/api/messages/x/body?${queryOf(more)}`), { params: Promise.resolve({ messageId: String(messageId) }) });
    },
  },
];

/** Routes for anybody: that the console lives, that there is nothing, to sign in and out (with a provider too), to use a one-time link, buttons of Slack, which are signed, and metrics, which have a rule of their own. */
export const unguarded = [
  "/api/health",
  "/api/ready",
  "/api/sign-in",
  "/api/sign-out",
  "/api/sign-in/continue",
  "/api/sign-in/callback",
  "/api/sign-in/logout",
  "/api/setup",
  "/api/link",
  "/api/password",
  "/api/slack/interactivity",
  "/api/[...missing]",
  "/metrics",
];

/** Where a request can be sent that is none. */
export const paths: readonly { readonly path: string; readonly acts: boolean }[] = [
  ...procedures.map(([path, { _def }]) => ({ path: `/api/trpc/${path}`, acts: _def.type === "mutation" })),
  ...["/api/messages/export", "/api/audit/export", "/api/messages/1/body", "/api/trpc/nothing.here", "/api/trpc/__proto__.x"].map(
    (path) => ({
      path,
      acts: false,
    }),
  ),
];

function sendProcedure(path: string, type: string, input: string | undefined): Promise<Response> {
  const body = input ?? null;
  if (type === "mutation")
    return trpcRoute.POST(request(`/api/trpc/${path}`, { method: "POST", body, headers: { "content-type": "application/json" } }), none);
  // A query as the console sends a large one; a subscription reads the address only.
  if (type === "query" && (body ?? "").length > 2_000)
    return trpcRoute.POST(request(`/api/trpc/${path}`, { method: "POST", body, headers: { "content-type": "application/json" } }), none);
  return trpcRoute.GET(request(`/api/trpc/${path}${body === null ? "" : `?input=${encodeURIComponent(body.toWellFormed())}`}`), none);
}

function queryOf(input: unknown): URLSearchParams {
  if (typeof input !== "object" || input === null) return new URLSearchParams(String(input));
  return new URLSearchParams(
    Object.entries(input).map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]),
  );
}
