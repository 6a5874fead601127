import { systemPrincipal } from "../access/principal.ts";
import { whoAsks } from "../access/who-asks.ts";
import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import type { Ctx } from "../context.ts";
import { answerError, DomainError } from "../errors.ts";
import { addressHeader } from "../access/address.ts";
import { NoticeListener } from "../live/listen.ts";
import { log } from "../process/log.ts";
import { openContext } from "../process/open.ts";
import type { RequestCtx } from "./init.ts";

/** A plan of ten million messages takes some seconds; what takes longer than this only keeps a connection from everybody else. */
const statementMs = 30_000;

interface Opened {
  readonly config: Config;
  ctx: Promise<Omit<RequestCtx, "principal" | "address" | "credential" | "askAgain">> | null;
}

/** One of each per process; on `globalThis`, because Next bundles this module once for pages and once for routes. */
const holder = globalThis as typeof globalThis & { redrive?: Opened };

function opened(): Opened {
  holder.redrive ??= { config: loadConfig(), ctx: null };
  return holder.redrive;
}

export function readConfigOnce(): Config {
  return opened().config;
}

export function readEnvironment(): Config["environment"] {
  return opened().config.environment;
}

/** The console waits for answers under way when it is told to stop: the streams end first. */
function liveOf(sql: Ctx["sql"]): NoticeListener {
  const live = new NoticeListener(sql);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => live.stop());
  return live;
}

/**
 * The context of one request, also of a stranger's: what it asks for demands somebody (`server/access/act.ts`). Its `address` is what
 * `server/serve/serve.ts` read from the socket; null where no server passed the request on.
 * Rejects as `openedContext` does; the next request tries again.
 */
export async function requestContext(request: Pick<Request, "headers">): Promise<RequestCtx> {
  const ctx = await openedContext();
  const address = request.headers.get(addressHeader());
  const ask = (isUse: boolean) => whoAsks({ ...ctx, address }, request.headers, { isUse });
  return { ...ctx, ...(await ask(true)), address, askAgain: () => ask(false) };
}

/** The console's connections, for whoever asks. Rejects with `unavailable` while the database cannot be opened. */
export async function openedContext() {
  const state = opened();
  state.ctx ??= openContext(state.config, systemPrincipal("console"), { waits: false, statementMs }).then(({ ctx }) => ({
    ...ctx,
    live: liveOf(ctx.sql),
  }));
  try {
    return await state.ctx;
  } catch (error) {
    state.ctx = null;
    const { message } = answerError(error, log, "open the database");
    throw new DomainError("unavailable", `The console could not open its database. ${message}`, { cause: error });
  }
}
