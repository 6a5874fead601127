import { intakeLimit } from "./intake.ts";

/** AMQP has 16 bits for it. */
export const largestPrefetch = 65_535;

/**
 * How many messages the broker may send unsettled from here on, when those of the last batch had `bytes` on average. One that does not fit the intake
 * stalls the connection, and the broker cuts a connection that is stalled for long. It grows in large steps only, because a change restarts the consumer.
 */
export function nextPrefetch(was: {
  readonly now: number;
  readonly most: number;
  readonly bytes: number;
  readonly overflowed: boolean;
}): number {
  const { now, most, bytes, overflowed } = was;
  const fitting = Math.max(1, Math.min(most, Math.floor(intakeLimit / 2 / bytes)));
  return (overflowed && fitting < now) || fitting >= now * 4 ? fitting : now;
}
