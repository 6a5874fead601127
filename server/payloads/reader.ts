import { findSource, matchQueue } from "../config/find.ts";
import type { Ctx } from "../context.ts";
import { diagnoseMessage } from "../failures/diagnose.ts";
import type { FailedMessage, FailureRules } from "../failures/failure.ts";
import type { BrokerKind, HeadCodec } from "../sources/port.ts";

/** Where a message lies. `kind`: what its source was when it last answered; null: it never did. */
export interface Place {
  readonly source: string;
  readonly queue: string;
  readonly kind: BrokerKind | null;
}

/** How the messages of a queue are read today. */
export interface Reader {
  readonly source: string;
  readonly queue: string;
  readonly kind: BrokerKind;
  readonly codec: HeadCodec;
  /** Empty when the queue is not in the config. */
  readonly rules: FailureRules;
}

const noRules: FailureRules = { envelope: {}, headers: {}, categories: [], ownCode: [], downstreams: [], needs: [] };

/** As the config says, or as its source was when it last answered; null: the source is not configured and has never answered. */
export function readerOf(ctx: Pick<Ctx, "config" | "brokers">, { source, queue, kind }: Place): Reader | null {
  const config = findSource(ctx.config, source);
  if (config) {
    const { codec } = ctx.brokers.get(source);
    return { source, queue, kind: config.kind, codec, rules: matchQueue(config, queue)?.rules ?? noRules };
  }
  return kind && { source, queue, kind, codec: ctx.brokers.codec(kind), rules: noRules };
}

/** A message's bytes as a diagnosis reads them. */
export function failedMessage(
  { source, queue, codec }: Reader,
  bytes: { readonly head: Uint8Array; readonly body: Uint8Array | null },
  receivedAt: Date,
): FailedMessage {
  return { log: codec.log !== null, source, queue, head: codec.decode(bytes.head), body: bytes.body, receivedAt };
}

/** When the event of a message was produced, as its bytes say; null: they do not, or nobody can read them. */
export function eventTimeOf(
  ctx: Pick<Ctx, "config" | "brokers">,
  message: Place & Parameters<typeof failedMessage>[1] & { readonly capturedAt: Date },
): Date | null {
  const reader = readerOf(ctx, message);
  return reader && diagnoseMessage(failedMessage(reader, message, message.capturedAt), reader.rules).envelope.producedAt;
}
