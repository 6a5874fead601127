import type { SQL } from "drizzle-orm";
import { ApplicationError, type Row } from "../port.ts";

/** A client of one connection. `end` drops it at once, with what it is asked. */
export interface Client {
  run(statement: SQL, mode: "read only" | "read write"): Promise<readonly Row[]>;
  end(): Promise<void>;
}

/**
 * A client whose every answer comes within `ms` of the question, however long its server is silent and however many ask. What hangs is dropped with its
 * connection, and the next question opens another, so that there is never more than one.
 */
export function bounded(open: () => Client, ms: number): Client {
  let client: Client | null = null;
  let isEnded = false;
  const drop = async (which: Client | null) => {
    if (which === null || client !== which) return;
    client = null;
    await which.end();
  };
  return {
    run: async (statement, mode) => {
      if (isEnded) throw new ApplicationError("away", "Redrive is stopping.");
      client ??= open();
      const asked = client;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(new ApplicationError("busy", `It did not answer within ${ms / 1_000} seconds.`, { mayBeDone: true }));
          drop(asked).catch(() => {});
        }, ms);
      });
      try {
        return await Promise.race([asked.run(statement, mode), late]);
      } finally {
        clearTimeout(timer);
      }
    },
    end: () => {
      isEnded = true;
      return drop(client);
    },
  };
}
