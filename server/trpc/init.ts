import { initTRPC, TRPCError } from "@trpc/server";
import { demand } from "../access/act.ts";
import type { Permission } from "../access/permissions.ts";
import type { Ctx } from "../context.ts";
import { answerError, type ErrorAnswer } from "../errors.ts";
import type { NoticeListener } from "../live/listen.ts";
import { log } from "../process/log.ts";
import { problemWords } from "../text/input.ts";
import { ZodError } from "zod";

export type RequestCtx = Ctx & { readonly live: NoticeListener };

const t = initTRPC.context<RequestCtx>().create({
  /** A page opens its stream again when no heartbeat comes, since a connection that is cut on the way tells neither end. */
  sse: { client: { reconnectAfterInactivityMs: 8_000 } },
  /** Sees what no middleware does: a context that cannot be opened, a subscription that breaks. */
  errorFormatter: ({ shape, error, ctx, path = "tRPC" }) => {
    const answer = answerThrown(error, ctx?.log ?? log, path);
    return {
      ...shape,
      message: answer?.message ?? (error.cause instanceof ZodError ? problemWords(error.cause) : shape.message),
      data: { code: answer?.trpc ?? shape.data.code, httpStatus: answer?.status ?? shape.data.httpStatus, path },
    };
  },
});

const answerErrors = t.middleware(async ({ ctx, next, path }) => {
  const result = await next();
  const answer = result.ok ? null : answerThrown(result.error, ctx.log, path);
  if (answer) throw new TRPCError({ code: answer.trpc, message: answer.message });
  return result;
});

/** The answer to what a verb threw. null: tRPC made the error itself (unreadable input), or it has its answer already. */
function answerThrown({ code, cause }: TRPCError, to: Ctx["log"], where: string): ErrorAnswer | null {
  return code === "INTERNAL_SERVER_ERROR" && cause ? answerError(cause, to, where) : null;
}

/** A query or a subscription, with the permissions that it needs: all of them. */
export function reads(...needed: readonly [Permission, ...Permission[]]) {
  return t.procedure.use(answerErrors).use(async ({ ctx, next, path }) => {
    for (const permission of needed) await demand(ctx, { permission, scope: "everywhere", subject: path });
    return next();
  });
}

/** A mutation. It names no permission: its verb goes through act(), which demands one. `refusals.db.test.ts` sees that each does. */
export const acts = t.procedure.use(answerErrors);

export const router = t.router;
