import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { DomainError } from "../errors.ts";
import { announce, type Topic } from "../live/announce.ts";
import { mayAct, type Permission, reachOf, type Scope } from "./permissions.ts";
import { principalId } from "./remember-principal.ts";

export interface Asked {
  readonly permission: Permission;
  readonly scope: Scope;
  /** What it is done to: "replay 12", "message 7". The act may say it better once it knows (`note`). */
  readonly subject: string;
  readonly reason?: string | null;
  /** The operation that this act goes on with; a new one when left out. */
  readonly operation?: number;
}

interface Facts {
  readonly subject?: string;
  readonly result?: "allowed" | "failed";
  /** Counts, old and new values; never payloads. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The act itself, for the work that is done in it. `id`, `principal` and `at` go into what it writes. */
export interface Operation {
  readonly id: number;
  /** A row of `principals`. */
  readonly principal: number;
  readonly at: Date;
  /** Adds to the audit row. */
  note(facts: Facts): void;
  /** Pages that show these read again once it is committed. */
  announce(...topics: readonly Topic[]): void;
  /** Nothing was done, so that nothing is written down. */
  drop(): void;
}

/** An act is done whole however long it takes: the bound on statements is one of what people merely look at. */
const unbounded = "0";

/**
 * The one way to change something: demands the permission, then does `work` in a transaction together with its audit row and the notice to open pages.
 * Rejects with `forbidden`, which leaves an audit row of its own, and with whatever `work` throws: then nothing is written.
 */
export async function act<T>(ctx: Ctx, asked: Asked, work: (tx: Transaction, operation: Operation) => Promise<T>): Promise<T> {
  await demand(ctx, asked);
  const principal = await principalId(ctx);
  const done = await ctx.sql.begin(async (tx) => {
    const [{ id }] = await tx<[{ id: number }]>`
      select nextval(pg_get_serial_sequence('audit', 'id')) as id from set_config('statement_timeout', ${unbounded}, true)`;
    const topics = new Set<Topic>(["audit"]);
    let facts: Facts | null = {};
    const at = ctx.clock();
    const result = await work(tx, {
      id: asked.operation ?? id,
      principal,
      at,
      note: (more) => {
        facts = { ...facts, ...more };
      },
      announce: (...changed) => {
        for (const topic of changed) topics.add(topic);
      },
      drop: () => {
        facts = null;
      },
    });
    if (facts !== null) await writeAudit(ctx, tx, { id, at, principal, operation: asked.operation ?? id, asked, facts });
    await announce(tx, [...topics]);
    // In a box: the client would look into an array for more statements.
    return { result };
  });
  return done.result;
}

/** For what changes nothing (streams, reads): rejects with `forbidden` and leaves an audit row when the permission is missing. */
export async function demand(ctx: Ctx, asked: Pick<Asked, "permission" | "scope" | "subject">): Promise<void> {
  const { permission, scope } = asked;
  if (mayAct(ctx.principal, permission, reachOf(scope))) return;
  const principal = await principalId(ctx);
  await ctx.sql.begin(async (tx) => {
    const [{ id }] = await tx<[{ id: number }]>`select nextval(pg_get_serial_sequence('audit', 'id')) as id`;
    await writeAudit(ctx, tx, { id, at: ctx.clock(), principal, operation: id, asked, facts: { result: "refused" } });
    await announce(tx, ["audit"]);
  });
  throw new DomainError("forbidden", `You lack the permission ${permission}.`);
}

async function writeAudit(
  { address }: Ctx,
  tx: Transaction,
  row: {
    readonly id: number;
    readonly at: Date;
    readonly principal: number;
    readonly operation: number;
    readonly asked: Pick<Asked, "permission" | "subject" | "reason">;
    readonly facts: Omit<Facts, "result"> & { readonly result?: "allowed" | "failed" | "refused" };
  },
): Promise<void> {
  const { asked, facts } = row;
  await tx`
    insert into audit (id, at, principal_id, operation_id, address, permission, result, subject, reason, data) overriding system value
    values (${row.id}, ${row.at}, ${row.principal}, ${row.operation}, ${address}, ${asked.permission}, ${facts.result ?? "allowed"},
      ${facts.subject ?? asked.subject}, ${asked.reason ?? null}, ${facts.data ? JSON.stringify(facts.data) : null}::text::jsonb)`;
}
