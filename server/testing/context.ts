import { openApplications } from "../applications/open.ts";
import type { Broker, Brokers } from "../sources/port.ts";
import { BrokerError } from "../sources/port.ts";
import { memoryCodec } from "../sources/memory/head.ts";
import { presets } from "../access/roles.ts";
import type { Config } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { machineClock } from "../db/read-now.ts";
import { NoticeListener } from "../live/listen.ts";
import type { RequestCtx } from "../trpc/init.ts";
import { silentLog } from "./database.ts";

/** A config with nothing in it. */
export const emptyConfig: Config = {
  environment: { name: "test", tone: "development" },
  databaseUrl: null,
  http: { host: "127.0.0.1", port: 0, url: "http://127.0.0.1", trustedProxies: [], tls: null },
  outbound: { allow: [] },
  signIn: null,
  access: { roles: presets, grants: [] },
  replayLimit: 5,
  pauseAt: { percent: 3, newFailures: 2 },
  observeSeconds: 60,
  retention: { settledDays: null, alertDays: null },
  metrics: { token: null, from: null, worker: null },
  traces: { link: null, export: null },
  alerts: { defaults: true, rules: [] },
  channels: [],
  owners: [],
  downstreams: [],
  applications: [],
  eventTypes: [],
  sources: [],
  file: null,
  crashAt: null,
};

/** A context for a test on its own database; brokers are those that the test made. */
export function testContext(
  clients: Pick<Ctx, "db" | "sql">,
  options: { readonly brokers?: readonly Broker[]; readonly config?: Partial<Config>; readonly clock?: () => Date } = {},
): Ctx {
  return {
    db: clients.db,
    sql: clients.sql,
    brokers: brokersOf(options.brokers ?? []),
    applications: openApplications(options.config?.applications ?? [], options.config?.outbound?.allow ?? [], clients.sql),
    config: { ...emptyConfig, ...options.config },
    principal: { kind: "person", subject: "test", name: "test", may: "everything" },
    address: null,
    clock: options.clock ?? machineClock,
    log: silentLog,
  };
}

/** The same as the context of a request; without a credential in a console without sign-in. */
export function requestOf(ctx: Ctx, credential: RequestCtx["credential"] = null): RequestCtx {
  const asker = { principal: ctx.principal, credential };
  return { ...ctx, ...asker, live: new NoticeListener(ctx.sql), askAgain: async () => asker };
}

function brokersOf(list: readonly Broker[]): Brokers {
  return {
    get: (source) => {
      const broker = list.find((candidate) => candidate.source === source);
      if (!broker) throw new BrokerError("missing", `Source "${source}" is not configured.`);
      return broker;
    },
    codec: (kind) => list.find((broker) => broker.kind === kind)?.codec ?? memoryCodec,
    close: async () => {
      await Promise.all(list.map((broker) => broker.close()));
    },
  };
}
