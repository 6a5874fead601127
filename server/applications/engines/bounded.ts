import type { SQL } from "drizzle-orm";
import { ApplicationError, type Row } from "../port.ts";

/** A client of one connection. `leaves` is called just before the statement leaves. `end` drops it at once, with what it is asked. */
export interface Client {
  run(statement: SQL, mode: "read only" | "read write", leaves: () => void): Promise<readonly Row[]>;
  end(): Promise<void>;
}

interface Bounded {
  run(statement: SQL, mode: "read only" | "read write"): Promise<readonly Row[]>;
  end(): Promise<void>;
}

/**
 * A client whose every answer comes within `ms` of the question, however long its server is silent and however many ask. One question runs at a time. What hangs is
 * dropped with its connection, and the next question opens another, so that there is never more than one. What only waited for its turn never runs after its answer,
 * and disturbs nobody.
 */
export function bounded(open: () => Client, ms: number): Bounded {
  let client: Client | null = null;
  let isEnded = false;
  let before: Promise<unknown> = Promise.resolve();
  const drop = async (which: Client | null) => {
    if (which === null || client !== which) return;
    client = null;
    await which.end();
  };
  const opened = () => {
    if (isEnded) throw new ApplicationError("away", "Redrive is stopping.");
    try {
      return (client ??= open());
    } catch {
      throw new ApplicationError("away", "Its address cannot be read.");
    }
  };
  return {
    run: (statement, mode) => {
      const began = performance.now();
      const asked = { isLate: false, hasLeft: false, by: null as Client | null };
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          asked.isLate = true;
          reject(new ApplicationError("busy", `It did not answer within ${ms / 1_000} seconds.`, { mayBeDone: asked.hasLeft }));
          drop(asked.by).catch(() => {});
        }, ms);
      });
      const leaves = () => {
        if (asked.isLate) throw new ApplicationError("busy", "It did not answer in time.");
        asked.hasLeft = true;
      };
      const turn = before.then(() => {
        // What has hardly any time left is not started: it would be cut in the middle.
        if (performance.now() > began + ms * 0.9) throw new ApplicationError("busy", "It did not answer in time.");
        asked.by = opened();
        return Promise.race([asked.by.run(statement, mode, leaves), late]);
      });
      before = turn.catch(() => {});
      return Promise.race([turn, late]).finally(() => clearTimeout(timer));
    },
    end: () => {
      isEnded = true;
      return drop(client);
    },
  };
}
