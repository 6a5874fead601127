import { connectDatabase } from "../db/client.ts";
import { followEmbedded } from "../db/follow-embedded.ts";
import { pause } from "./loop.ts";
import { embeddedHome } from "./open.ts";

const everyMs = 5_000;
/** A worker evaluates alerts at least every 15 s (`server/alerts/rest.ts`). */
const silentSeconds = 30;

/**
 * Resolves when alerts have been evaluated once and nobody has for 30 s, by the database's clock, or when the signal aborts. While the database cannot be
 * asked nothing is known, and nobody could stand in.
 */
export async function untilSilent(databaseUrl: string, signal: AbortSignal): Promise<void> {
  const { sql, close } = connectDatabase(databaseUrl, { max: 1 });
  const unfollow = followEmbedded(sql, databaseUrl, embeddedHome);
  const isSilent = async () => {
    const rows = await sql`
      select from alert_turns where isfinite(evaluated_at) and evaluated_at < now() - make_interval(secs => ${silentSeconds})`;
    return rows.length > 0;
  };
  do await pause(everyMs, signal);
  while (!signal.aborted && !(await isSilent().catch(() => false)));
  unfollow();
  await close();
}
