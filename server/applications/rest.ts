import { ApplicationError, type ShopDatabase } from "./port.ts";

const [firstMs, longestMs] = [2_000, 60_000];

/** Asks, and leaves what was away or busy alone: for two seconds, then twice as long each time, a minute at most. */
export function resting(now: () => number = Date.now): <Answer>(ask: () => Promise<Answer>) => Promise<Answer> {
  let rest = { until: 0, ms: 0, why: "" };
  return async (ask) => {
    const began = now();
    if (began < rest.until) throw new ApplicationError("away", rest.why);
    try {
      const answer = await ask();
      rest = { until: 0, ms: 0, why: "" };
      return answer;
    } catch (error) {
      const isUnwell = error instanceof ApplicationError && (error.code === "away" || error.code === "busy");
      // Of questions that were asked at the same time the first failure counts: the others say nothing new.
      if (isUnwell && began >= rest.until) {
        const ms = Math.min(rest.ms === 0 ? firstMs : rest.ms * 2, longestMs);
        rest = { until: now() + ms, ms, why: error.message };
      }
      throw error;
    }
  };
}

/** A database that rests so. */
export function restBetween(database: ShopDatabase, now: () => number = Date.now): ShopDatabase {
  const guard = resting(now);
  return {
    dialect: database.dialect,
    catalogue: (named) => guard(() => database.catalogue(named)),
    read: (statement) => guard(() => database.read(statement)),
    write: (statement) => guard(() => database.write(statement)),
    close: () => database.close(),
  };
}
