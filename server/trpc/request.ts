import { localPrincipal, systemPrincipal } from "../access/principal.ts";
import type { Config } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { NoticeListener } from "../live/listen.ts";
import { openContext } from "../process/open.ts";
import type { RequestCtx } from "./init.ts";

interface Opened {
  readonly config: Config;
  ctx: Promise<Omit<RequestCtx, "principal" | "address">> | null;
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

/** The context of one request. A database that is not there yet is tried again by the next request. */
export async function requestContext(address: string | null): Promise<RequestCtx> {
  const state = opened();
  state.ctx ??= openContext(state.config, systemPrincipal("console")).then(({ ctx }) => ({
    ...ctx,
    live: new NoticeListener(ctx.sql),
  }));
  try {
    return { ...(await state.ctx), principal: localPrincipal, address };
  } catch (error) {
    state.ctx = null;
    throw error;
  }
}
