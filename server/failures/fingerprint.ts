import { hash } from "node:crypto";
import type { FailedMessage, FailureError, Frame, Origin } from "./failure.ts";
import { maskText } from "./masks.ts";

/**
 * The grouping facts, hashed: root error type and first own frame; without a stack, the type and the text with everything that varies
 * masked; without an error, the broker's reason. Always the origin and the queue. The same bug gives the same hash for ever.
 */
export function fingerprintOf(
  message: FailedMessage,
  facts: {
    readonly root: FailureError | null;
    readonly frame: Frame | null;
    readonly origin: Origin | null;
    readonly reason: string | null;
  },
): string {
  const { root, frame, origin, reason } = facts;
  const where = frame ? frame.name : root?.text ? maskText(root.text) : root ? "" : `reason ${reason ?? "unknown"}`;
  return hash("sha256", [root?.type ?? "", where, origin?.queue ?? origin?.handler ?? "", message.source, message.queue].join("\u0000"));
}
