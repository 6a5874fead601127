import { initTRPC, TRPCError } from "@trpc/server";
import { demand, demandSomebody } from "../access/act.ts";
import type { AsksAgain } from "../access/as-of-now.ts";
import { mayAnything } from "../access/grant.ts";
import { type Permission, scopeOfRead } from "../access/permissions.ts";
import type { Ctx } from "../context.ts";
import { answerError, type ErrorAnswer } from "../errors.ts";
import type { NoticeListener } from "../live/listen.ts";
import { log } from "../process/log.ts";
import { problemWords } from "../text/input.ts";
import { markLine } from "../text/marked.ts";
import { ZodError } from "zod";

export type RequestCtx = Ctx & AsksAgain & { readonly live: NoticeListener };

/** `own`: it concerns only whoever asks, so that it needs no permission. `anybody`: a stranger may ask too. */
interface Meta {
  readonly own?: true;
  readonly anybody?: true;
}

const t = initTRPC
  .context<RequestCtx>()
  .meta<Meta>()
  .create({
    /** A page opens its stream again when no heartbeat comes, since a connection that is cut on the way tells neither end. */
    sse: { client: { reconnectAfterInactivityMs: 8_000 } },
    /** Sees what no middleware does: a context that cannot be opened, a subscription that breaks. */
    errorFormatter: ({ shape, error, ctx, path = "tRPC" }) => {
      const answer = answerThrown(error, ctx?.log ?? log, path);
      return {
        ...shape,
        message: markLine(answer?.message ?? (error.cause instanceof ZodError ? problemWords(error.cause) : shape.message)),
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

/** A query or a subscription, with the permissions that it needs: all of them, somewhere. Its verb shows only what stands where they hold (`visibleQueues`). */
export function reads(...needed: readonly [Permission, ...Permission[]]) {
  return t.procedure.use(answerErrors).use(async ({ ctx, next, path }) => {
    for (const permission of needed) await demand(ctx, { permission, scope: scopeOfRead(permission), subject: path, isRead: true });
    return next();
  });
}

/** What tells nothing but that something has changed: for whoever may read anything. */
export const listens = t.procedure.use(answerErrors).use(async ({ ctx, next, path }) => {
  if (!mayAnything(ctx.principal.may)) await demand(ctx, { permission: "message.view", scope: "somewhere", subject: path, isRead: true });
  return next();
});

/** A mutation. It names no permission: its verb goes through act(), which demands one. `refusals.db.test.ts` sees that each does. */
export const acts = t.procedure.use(answerErrors);

/** What concerns only whoever asks, such as their own sessions. Somebody has to be signed in where people sign in. */
export const own = t.procedure
  .meta({ own: true })
  .use(answerErrors)
  .use(({ ctx, next }) => {
    demandSomebody(ctx);
    return next();
  });

/** What a page needs to know before anybody is signed in. It tells nothing of what is stored. */
export const anybody = t.procedure.meta({ anybody: true }).use(answerErrors);

export const router = t.router;
