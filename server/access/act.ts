import type { Ctx } from "../context.ts";
import type { Transaction } from "../db/client.ts";
import { DomainError, noSuch } from "../errors.ts";
import { announce, type Topic } from "../live/announce.ts";
import type { Act } from "./acts.ts";
import { restDays } from "./find-token.ts";
import { mayAct, mayActSomewhere } from "./grant.ts";
import { type Permission, type Place, reachOf, type Scope } from "./permissions.ts";
import { nobody } from "./principal.ts";
import { principalId } from "./remember-principal.ts";

export interface Asked {
  readonly permission: Permission;
  readonly scope: Scope;
  /** What it is done to: "replay 12", "message 7". The act may say it better once it knows (`note`). */
  readonly subject: string;
  /** The answer where nothing of it is there; by default, that there is no such subject. */
  readonly missing?: string;
  readonly reason?: string | null;
  /** The operation that this act goes on with; a new one when left out. */
  readonly operation?: number;
}

interface Demanded extends Pick<Asked, "permission" | "scope" | "subject" | "missing"> {
  /** A page reads it, and reads it again by itself every few seconds: that it is refused is written once an hour, and no longer each time. */
  readonly isRead?: boolean;
}

interface Facts {
  readonly subject?: string;
  readonly result?: "allowed" | "failed";
  /** Counts, old and new values; never payloads. */
  readonly data?: { readonly act?: Act } & Readonly<Record<string, unknown>>;
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
const hourMs = 3_600_000;

/**
 * The one way to change something: demands the permission, then does `work` in a transaction together with its audit row and the notice to open pages.
 * Rejects with `forbidden`, which leaves an audit row of its own, also where `work` throws it, and with whatever else `work` throws: then nothing is written.
 */
export async function act<T>(ctx: Ctx, asked: Asked, work: (tx: Transaction, operation: Operation) => Promise<T>): Promise<T> {
  await demand(ctx, asked);
  const principal = await principalId(ctx);
  const doing = ctx.sql.begin(async (tx) => {
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
  const done = await doing.catch(async (error: unknown) => {
    if (error instanceof DomainError && error.code === "forbidden") await writeRefusal(ctx, asked, false);
    throw error;
  });
  return done.result;
}

/**
 * For what changes nothing (streams, reads): rejects with `forbidden` and leaves an audit row when the permission is missing. Not found: who acts may do
 * this in some queues, and sees no place in the scope, whether it is hidden from them or does not exist. Rejects with `unauthenticated`, and writes down
 * nothing, when nobody is signed in: anybody may knock, as often as they like.
 */
export async function demand(ctx: Ctx, asked: Demanded): Promise<void> {
  const { permission, scope, subject, missing, isRead = false } = asked;
  const { may } = ctx.principal;
  demandSomebody(ctx);
  if (scope === "somewhere" ? mayActSomewhere(may, permission) : mayAct(may, permission, reachOf(scope))) return;
  if (scope.length === 0 && mayActSomewhere(may, permission))
    throw missing === undefined ? noSuch(subject) : new DomainError("not_found", missing);
  await writeRefusal(ctx, asked, isRead);
  throw new DomainError("forbidden", `You lack the permission ${permission}${whereWords(ctx, permission, scope)}.`);
}

/** `hourly`: unless the same was refused to who asks, from the same address, within the hour. */
async function writeRefusal(ctx: Ctx, asked: Pick<Asked, "permission" | "scope" | "subject">, hourly: boolean): Promise<void> {
  const principal = await principalId(ctx);
  const at = ctx.clock();
  await ctx.sql.begin(async (tx) => {
    if (hourly) {
      const { permission, subject } = asked;
      const known = await tx`
        select from audit where at > ${new Date(at.getTime() - hourMs)} and principal_id = ${principal} and permission = ${permission}
          and subject = ${subject} and result = 'refused' and address is not distinct from ${ctx.address} limit 1`;
      if (known.length > 0) return;
    }
    const [{ id }] = await tx<[{ id: number }]>`select nextval(pg_get_serial_sequence('audit', 'id')) as id`;
    await writeAudit(ctx, tx, { id, at, principal, operation: id, asked, facts: { result: "refused" } });
    await announce(tx, ["audit"]);
  });
}

/** Of the places that who acts sees, since others are in no scope: the first where they may not do it. */
function whereWords({ principal: { may } }: Ctx, permission: Permission, scope: Scope): string {
  if (typeof scope === "string") return "";
  const [first, ...others] = scope.filter((place: Place) => !mayAct(may, permission, [place]));
  if (!first) return "";
  const more = others.length === 0 ? "" : ` and ${others.length} more ${others.length === 1 ? "queue" : "queues"}`;
  return ` in ${first.source}/${first.queue}${more}`;
}

/** Rejects with `unauthenticated` when nobody is signed in. */
export function demandSomebody({ principal }: Pick<Ctx, "principal">): void {
  if (principal === nobody)
    throw new DomainError(
      "unauthenticated",
      `Sign in first. Programs send a token that is valid in the authorization header. Tokens of people who come by single sign-on stop while they have not signed in for ${restDays} days.`,
    );
}

/** What is written down without a permission that it needs. */
export type Event = "session.begin" | "session.end" | "account.password" | "account.setup" | "account.link" | "account.device";

/** Writes down what everybody may try: to sign in and out, to use a one-time link, to be told on a device. `as`: the row of `principals`, which takes a connection of its own. */
export async function writeEvent(
  ctx: Pick<Ctx, "clock" | "address">,
  tx: Transaction,
  event: { readonly as: number; readonly event: Event; readonly subject: string } & Omit<Facts, "result"> & {
      readonly result?: "allowed" | "refused";
    },
): Promise<void> {
  const { as, event: permission, subject, ...facts } = event;
  const [{ id }] = await tx<[{ id: number }]>`select nextval(pg_get_serial_sequence('audit', 'id')) as id`;
  await writeAudit(ctx, tx, {
    id,
    at: ctx.clock(),
    principal: as,
    operation: id,
    asked: { permission, scope: "everywhere", subject },
    facts,
  });
  await announce(tx, ["audit"]);
}

async function writeAudit(
  { address }: Pick<Ctx, "address">,
  tx: Transaction,
  row: {
    readonly id: number;
    readonly at: Date;
    readonly principal: number;
    readonly operation: number;
    readonly asked: Pick<Asked, "scope" | "subject" | "reason"> & { readonly permission: Permission | Event };
    readonly facts: Omit<Facts, "result"> & { readonly result?: "allowed" | "failed" | "refused" };
  },
): Promise<void> {
  const { asked, facts } = row;
  await tx`
    insert into audit (id, at, principal_id, operation_id, address, permission, result, subject, reason, data, places) overriding system value
    values (${row.id}, ${row.at}, ${row.principal}, ${row.operation}, ${address}, ${asked.permission}, ${facts.result ?? "allowed"},
      ${facts.subject ?? asked.subject}, ${asked.reason ?? null}, ${facts.data ? JSON.stringify(facts.data) : null}::text::jsonb,
      ${typeof asked.scope === "string" || asked.scope.length === 0 ? null : JSON.stringify(asked.scope)}::text::jsonb)`;
}
