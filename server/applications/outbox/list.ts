import { visibleQueues } from "../../access/visible.ts";
import type { Ctx } from "../../context.ts";
import { seenApplications } from "../seen.ts";
import { readTables } from "../tables.ts";
import { answerOutboxes } from "./answer.ts";
import { findOffers, jobSourcesOf } from "./find-offers.ts";
import { unseenWords, watchUnseen } from "./find-unseen.ts";
import type { OutboxApplication, OutboxList, OutboxLine } from "./output.ts";
import { judgeRelay, lagOf, type Reading, slotProblem } from "./reading.ts";
import { refusePublish, refuseRole } from "./refuse-publish.ts";
import { lastWatched, watchOutboxes, type WatchedOutbox } from "./watch.ts";
import type { Application } from "../port.ts";

/** Shared by all pages that are open. */
const freshMs = 4_000;
/** A page does not wait longer for a database that hangs. */
const waitMs = 1_500;
/** Databases of consumers are asked beside: what they tell later is shown by the next look. */
const besideMs = 500;

/** Every application with a database that whoever asks may see, with its outboxes. A database that does not answer is unknown, and holds up no other. */
export async function listOutboxes(ctx: Ctx): Promise<OutboxList> {
  const seen = (await seenApplications(ctx, "queue.view")).filter(({ application }) => hasDatabase(application));
  const applications = await Promise.all(seen.map(({ application }) => lineOf(ctx, application)));
  return { answer: answerOutboxes(applications, ctx.applications.all.filter(hasDatabase).length), applications };
}

const hasDatabase = ({ spec }: Application) => spec.databaseUrl !== null;

async function lineOf(ctx: Ctx, application: Application): Promise<OutboxApplication> {
  const { sources } = ctx.config;
  const { name } = application.spec;
  const before = lastWatched(application);
  const watched = await watchOutboxes(application, { freshMs, waitMs });
  const nothing = { name, outboxes: [], problems: [], offers: [] };
  if (watched === null)
    return { ...nothing, away: "It has not answered for 1.5 s.", lastAt: before?.state === "known" ? new Date(before.at) : null };
  if (watched.state === "unknown") return { ...nothing, away: watched.reason, lastAt: null };
  const tables = await readTables(application);
  const offers =
    tables.state === "unknown"
      ? []
      : findOffers(application.spec, tables.catalogue, {
          mappings: tables.tables.map(({ mapping }) => mapping),
          jobs: jobSourcesOf(application.spec, sources),
          sources: sources.map((one) => one.name),
        });
  return {
    name,
    away: null,
    lastAt: new Date(watched.at),
    outboxes: await Promise.all(watched.outboxes.map((one) => outboxLine(ctx, application, one))),
    problems: [...watched.problems, ...watched.notes, ...watched.lacks],
    offers,
  };
}

async function outboxLine(ctx: Ctx, application: Application, { settled, reading }: WatchedOutbox): Promise<OutboxLine> {
  const { mapping } = settled;
  const { schema, table, untold } = mapping;
  // What is counted lies in all queues.
  const seesAll = (await visibleQueues(ctx, "message.view")) === "everywhere";
  const refusal = refusePublish(application.database.dialect.engine, mapping);
  const warnings = settled.state === "ready" ? settled.warnings.filter((words) => refusal !== null || !words.includes("may write")) : [];
  return {
    schema,
    table,
    untold,
    unseen: settled.state === "ready" && seesAll ? unseenWords(await watchUnseen(ctx, application, settled, besideMs)) : null,
    warnings,
    removesPublished: mapping.published === null && mapping.unmarked === undefined,
    publishes: refusal === null && settled.state === "ready",
    refusal,
    mayNotPublish: settled.state === "ready" ? refuseRole(settled.table) : null,
    ...numbersOf(reading),
    readsLog: mapping.unmarked === "log",
  };
}

type Numbers = Omit<
  OutboxLine,
  "schema" | "table" | "untold" | "unseen" | "warnings" | "removesPublished" | "publishes" | "refusal" | "mayNotPublish" | "readsLog"
>;

function numbersOf(reading: Reading): Numbers {
  const nothing = {
    unpublished: null,
    failed: null,
    oldestAt: null,
    oldestIsBound: false,
    lagMs: null,
    publishedAt: null,
    relay: "unknown",
    isSampled: false,
    reason: null,
    slot: null,
    slotProblem: null,
  } as const;
  switch (reading.state) {
    case "unknown":
      return { ...nothing, reason: reading.reason };
    case "log":
      return { ...nothing, slot: reading.slot, slotProblem: slotProblem(reading) };
    case "read":
      return {
        ...nothing,
        unpublished: reading.unpublished,
        failed: reading.failed,
        oldestAt: reading.oldestAt === null ? null : new Date(reading.oldestAt),
        oldestIsBound: reading.oldestIsBound,
        lagMs: lagOf(reading),
        publishedAt: reading.publishedAt === null ? null : new Date(reading.publishedAt),
        relay: judgeRelay(reading),
        isSampled: reading.isSampled,
      };
  }
}
