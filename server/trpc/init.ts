import { initTRPC, TRPCError } from "@trpc/server";
import { demand } from "../access/act.ts";
import type { Permission } from "../access/permissions.ts";
import type { Ctx } from "../context.ts";
import { DomainError, type ErrorCode } from "../errors.ts";
import type { NoticeListener } from "../live/listen.ts";

export type RequestCtx = Ctx & { readonly live: NoticeListener };

const codes = {
  invalid: "BAD_REQUEST",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  unavailable: "SERVICE_UNAVAILABLE",
  too_large: "PAYLOAD_TOO_LARGE",
} as const satisfies Record<ErrorCode, TRPCError["code"]>;

const t = initTRPC.context<RequestCtx>().create({
  errorFormatter: ({ shape }) => ({
    ...shape,
    data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path },
  }),
});

/** The one place where errors become answers: ours with their words, unknown ones without theirs. */
const mapErrors = t.middleware(async ({ ctx, next, path }) => {
  const result = await next();
  if (result.ok) return result;
  const cause = result.error.cause;
  if (cause instanceof DomainError) throw new TRPCError({ code: codes[cause.code], message: cause.message });
  if (result.error.code === "INTERNAL_SERVER_ERROR") {
    ctx.log.error({ path, err: cause }, "procedure failed");
    throw new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "Something failed on the server. Its log says what." });
  }
  return result;
});

/** A procedure that names the permission it needs. There is no other way to make one. */
export function allowed(permission: Permission) {
  return t.procedure.use(mapErrors).use(async ({ ctx, next, path }) => {
    await demand(ctx, { permission, scope: "everywhere", subject: path });
    return next();
  });
}

export const router = t.router;
