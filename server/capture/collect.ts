import { systemPrincipal } from "../access/principal.ts";
import type { SourceConfig } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { runLoop } from "../process/loop.ts";
import { captureQueue } from "./capture.ts";
import { followFates } from "./follow-fates.ts";
import { checkSource } from "./check-source.ts";
import { discoverQueues } from "../queues/discover.ts";
import { matchQueue } from "../config/find.ts";
import { readerOf } from "../payloads/reader.ts";
import { CaptureReport } from "./report.ts";
import { Shares } from "./shares.ts";
import { sampleDepths } from "../queues/sample-depths.ts";

const checkMs = 5_000;
const discoverMs = 60_000;
const sampleMs = 10_000;
const followMs = 3_000;
/** A pause is obeyed within a second. */
const obeyMs = 400;
const flushMs = 500;

/** Watches one source until the signal aborts: whether it answers, its queues, their depth, and capture of those that are to be taken. */
export async function collectSource(worker: Ctx, source: SourceConfig, signal: AbortSignal, workerId = "alone"): Promise<void> {
  const { log } = worker;
  const ctx: Ctx = { ...worker, principal: systemPrincipal("capture") };
  const report = new CaptureReport(ctx);
  const shares = new Shares(ctx, workerId);
  const captures = new Captures(ctx, source, { report, shares, worker: workerId });
  const passed = { queue: 0, identity: "" };
  const isMine = (queue: string) => shares.isMine(source.name, queue);
  await Promise.all([
    runLoop(`check ${source.name}`, () => checkSource(ctx, source), { everyMs: checkMs, signal, log }),
    runLoop(`discover ${source.name}`, async () => (isMine("") ? discoverQueues(ctx, source) : undefined), {
      everyMs: discoverMs,
      signal,
      log,
    }),
    runLoop(`depth ${source.name}`, () => sampleDepths(ctx, source, isMine), { everyMs: sampleMs, signal, log }),
    runLoop(`fates ${source.name}`, async () => (isMine("") ? followFates(ctx, source, passed) : undefined), {
      everyMs: followMs,
      signal,
      log,
    }),
    runLoop(`obey ${source.name}`, () => captures.obey(), { everyMs: obeyMs, signal, log }),
    runLoop(`report ${source.name}`, () => report.flush(), { everyMs: flushMs, signal, log }),
  ]);
  await captures.stopAll();
  await report.flush().catch(() => {});
}

interface Wish {
  readonly id: number;
  readonly name: string;
  readonly mode: "take" | "mirror" | "watch" | null;
  readonly pausedBy: number | null;
  readonly pauseReason: string | null;
  /** Raised when a log is to be read again; 0 where nothing is remembered of one. */
  readonly epoch: number;
}

/** The captures of one source in this worker, kept in step with what config and operators want. */
class Captures {
  readonly #running = new Map<number, { readonly epoch: number; readonly stop: AbortController; readonly done: Promise<void> }>();
  readonly #ctx: Ctx;
  readonly #source: SourceConfig;
  readonly #worker: string;
  readonly #report: CaptureReport;
  readonly #shares: Shares;

  constructor(
    ctx: Ctx,
    source: SourceConfig,
    { report, shares, worker }: { readonly report: CaptureReport; readonly shares: Shares; readonly worker: string },
  ) {
    this.#ctx = ctx;
    this.#source = source;
    this.#worker = worker;
    this.#report = report;
    this.#shares = shares;
  }

  async obey(): Promise<void> {
    await this.#shares.refresh();
    const wishes = await this.#ctx.sql<Wish[]>`
      select id, name, mode, paused_by as "pausedBy", pause_reason as "pauseReason",
        (select coalesce(max(epoch), 0)::int from log_positions where queue_id = queues.id) as epoch
      from queues where source = ${this.#source.name} and watched`;
    const wanted = new Map(wishes.filter((wish) => this.#isWanted(wish)).map((wish) => [wish.id, wish.epoch]));
    // One whose log is to be read again ends first, and is started at the next turn.
    for (const [id, { epoch }] of this.#running) if (wanted.get(id) !== epoch) void this.#stop(id);
    for (const wish of wishes) {
      // Another worker tells how it stands.
      if (!this.#shares.isMine(this.#source.name, wish.name)) continue;
      if (wanted.has(wish.id)) this.#start(wish);
      else if (this.#running.has(wish.id)) continue;
      else if (wish.pausedBy) this.#report.note(wish.id, "paused", { reason: wish.pauseReason });
      else this.#report.note(wish.id, "watching");
    }
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.#stop(id)));
  }

  #isWanted(wish: Wish): boolean {
    return (
      !wish.pausedBy &&
      wish.mode !== "watch" &&
      this.#shares.isMine(this.#source.name, wish.name) &&
      (matchQueue(this.#source, wish.name)?.capture ?? "watch") !== "watch"
    );
  }

  #start({ id, name, epoch }: Wish): void {
    const config = matchQueue(this.#source, name);
    const reader = readerOf(this.#ctx, { source: this.#source.name, queue: name, kind: this.#source.kind });
    if (!config || !reader || this.#running.has(id)) return;
    const stop = new AbortController();
    const input = { reader: { queueId: id, ...reader }, config, report: this.#report, worker: this.#worker };
    const done = captureQueue(this.#ctx, input, stop.signal).finally(() => this.#running.delete(id));
    this.#running.set(id, { epoch, stop, done });
  }

  async #stop(id: number): Promise<void> {
    const running = this.#running.get(id);
    running?.stop.abort();
    await running?.done;
  }
}
