import { createHmac, timingSafeEqual } from "node:crypto";

/** What is older is a replay (docs.slack.dev/authentication/verifying-requests-from-slack). */
const longestSeconds = 300;

export interface Signed {
  /** The bytes as they came. */
  readonly raw: Uint8Array;
  readonly timestamp: string | null;
  readonly signature: string | null;
}

/** Whether Slack has signed this with the secret of an app, within the last five minutes or, by clocks that differ, the next. */
export function isSigned(secret: string, { raw, timestamp, signature }: Signed, now: Date): boolean {
  if (timestamp === null || signature === null || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > longestSeconds) return false;
  const wanted = Buffer.from(`v0=${createHmac("sha256", secret).update(`v0:${timestamp}:`).update(raw).digest("hex")}`);
  const given = Buffer.from(signature);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
