import type { Ctx } from "../context.ts";
import { textArray } from "../db/arrays.ts";
import type { Transaction } from "../db/client.ts";
import { readNow } from "../db/read-now.ts";
import type { DownstreamSpec } from "./downstream.ts";
import { judgeReported } from "./judge-downstream.ts";
import type { Reading } from "./reading.ts";
import { lockState, settleState } from "./settle.ts";

/** Writes what all stored readings of a downstream say together now. Answers whether its state changed. */
export async function judgeStored(ctx: Pick<Ctx, "clock"> & { readonly sql: Transaction }, downstream: DownstreamSpec): Promise<boolean> {
  const { sql: tx } = ctx;
  const { name, readings } = downstream;
  const was = await lockState(tx, name, "reported");
  // After the lock: whoever judged before it did so earlier.
  const now = await readNow(ctx);
  const rows = await tx<{ readings: readonly Reading[] }[]>`
    select readings from breaker_polls where downstream = ${name} and read_at is not null and key = any(${textArray(readings.map((one) => one.key))}::text[])`;
  return settleState(tx, was, downstream, { standing: judgeReported(downstream, rows, now), now });
}
