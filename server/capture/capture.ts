import type { Gap } from "../sources/log.ts";
import { BrokerError, type RawMessage } from "../sources/port.ts";
import type { QueueConfig } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { pause } from "../process/loop.ts";
import type { QueueReader } from "../messages/derive/queue-reader.ts";
import type { Patience } from "../db/hold.ts";
import { ingestTraced } from "./ingest-traced.ts";
import { Originals } from "./originals.ts";
import { crashPoint } from "../process/crash-point.ts";
import { explainBrokerError } from "./check-source.ts";
import { ImportWindow } from "./import-window.ts";
import { noteGap } from "./note-gap.ts";
import { Positions } from "./positions.ts";
import { pauseQueue } from "../queues/pause.ts";
import type { CaptureReport } from "./report.ts";
import { Standing } from "./standing.ts";

/** Large enough for one transaction to pay off, small enough for a message to be seen soon and for two of them to fit in memory. */
const options = { batchSize: 4_000, maxWaitMs: 20 };
/** A take that preflight refused is looked at again, later and later: somebody may have set the policy. */
const refusedRetryMs = 15_000;
const longestRefusedMs = 60_000;
/** How long a stop waits for a batch that the database does not take. */
const stopMs = 5_000;

/**
 * Captures one queue until the signal aborts, through lost connections and a database that is away. A batch is settled only after
 * `ingestBatch` resolved. Batches of a consume that has ended are given up, so that they are not stored besides their redelivery.
 */
export async function captureQueue(
  ctx: Ctx,
  input: { readonly reader: QueueReader; readonly config: QueueConfig; readonly report: CaptureReport; readonly worker: string },
  signal: AbortSignal,
): Promise<void> {
  const { reader, config, report, worker } = input;
  const imports = new ImportWindow();
  const broker = ctx.brokers.get(reader.source);
  const originals = new Originals(ctx, reader);
  const standing = new Standing();
  const { log } = reader.codec;
  const positions = log && new Positions(ctx, { queueId: reader.queueId, codec: log });
  let refusals = 0;
  let outage = false;
  const onOutage = (since: Date | null, error?: unknown) => {
    outage = since !== null;
    if (since) {
      const why = error instanceof Error ? error.message : "no reason given";
      const reason = `The database stores nothing since ${since.toISOString()} (${why}). Messages stay in the broker.`;
      report.note(reader.queueId, "failed", { reason });
    } else report.note(reader.queueId, "running");
  };
  while (!signal.aborted) {
    let failure: unknown = null;
    const ended = new AbortController();
    const giveUp = () => setTimeout(() => ended.abort(), stopMs).unref();
    try {
      const preflight = await broker.preflight(reader.queue);
      if (!preflight.safe && !config.takeDespiteHazard) {
        report.note(reader.queueId, "watching", preflight);
        await pause(Math.min(longestRefusedMs, refusedRetryMs * 2 ** Math.min(refusals++, 8)), signal);
        continue;
      }
      refusals = 0;
      // What failed is said until it works again.
      if (!standing.hasFailed) report.note(reader.queueId, "starting");
      signal.addEventListener("abort", giveUp, { once: true });
      standing.begin();
      const onAlive = () => {
        report.alive(reader.queueId);
        if (standing.heard() && !outage) report.note(reader.queueId, "running");
      };
      const onGap = async (gap: Gap) => {
        await noteGap(ctx, { queueId: reader.queueId, gap });
        if (gap.to === null) await positions?.forget(gap.part);
      };
      const onBatch = (batch: readonly RawMessage[]) =>
        takeBatch(ctx, { reader, report, imports, originals, positions, batch, patience: { signal: ended.signal, onOutage } }).then(() =>
          standing.stored(),
        );
      await broker.consume(
        reader.queue,
        onBatch,
        { ...options, onAlive, onGap, reader: worker, ...(positions && { memory: positions }) },
        signal,
      );
    } catch (error) {
      if (signal.aborted) break;
      if (!(error instanceof BrokerError)) ctx.log.error({ source: reader.source, queueId: reader.queueId, err: error }, "capture failed");
      report.note(reader.queueId, "failed", { reason: explainBrokerError(error) });
      failure = error;
    } finally {
      signal.removeEventListener("abort", giveUp);
      ended.abort();
    }
    await pause(standing.failed(failure), signal);
  }
}

async function takeBatch(
  ctx: Ctx,
  input: {
    reader: QueueReader;
    report: CaptureReport;
    imports: ImportWindow;
    originals: Originals;
    positions: Positions | null;
    batch: readonly RawMessage[];
    patience: Patience;
  },
): Promise<void> {
  const { reader, report, imports, originals, positions, patience } = input;
  let failed = 0;
  for await (const batch of originals.complete(input.batch, patience.signal))
    failed += (await ingestTraced(ctx, { reader, batch, patience, positions })).failed;
  crashPoint("capture.committed");
  report.captured(reader.queueId);
  if (failed > 0 && imports.add(failed, ctx.clock())) {
    // The batch is stored, so whatever goes wrong here must not keep it from being settled.
    await pauseQueue(ctx, { id: reader.queueId, reason: imports.reason }).catch((err: unknown) =>
      ctx.log.error({ queueId: reader.queueId, err }, "capture could not be paused"),
    );
  }
}
