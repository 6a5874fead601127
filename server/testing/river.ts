import { buildGo } from "./go.ts";
import { openShopProcess } from "./shop-process.ts";

/** How the handler takes the next jobs. `takesMs`: before it fails; `againAfterMs`: after a failure, while a job has tries left. */
export interface Mood {
  readonly how: "error" | "panic" | "cancel";
  readonly text: string;
  readonly takesMs?: number;
  readonly againAfterMs?: number;
}

export interface RiverShop {
  /** Answers the id of the job. `unique`: River keeps out a second one of the same order. */
  insert(job: { readonly order: number; readonly maxAttempts?: number; readonly unique?: boolean }): Promise<string>;
  /** Lets the handler do its jobs (null), or fail them. */
  feel(mood: Mood | null): Promise<void>;
  /** Ids of the jobs that were done, each as often as it was. */
  done(): Promise<readonly string[]>;
  /** What River's user does by its client: `JobRetry`, `JobCancel`, `JobDelete`. Rejects with what River says. */
  byUser(act: "retry" | "cancel" | "delete", id: string): Promise<void>;
  /** From now on no job is worked. */
  stop(): Promise<void>;
  /** Ends its process. */
  close(): Promise<void>;
}

/** What builds the shop, before a first test: it takes a minute where nothing of it is here yet. */
export const buildRiver = (): Promise<string> => buildGo("river", "server/testing/river");

interface Answer {
  readonly id?: number;
  readonly done?: readonly number[];
  readonly error?: string;
}

/** A shop that works jobs by the real River, in a process of its own, until it is closed. */
export async function openRiver(url: string): Promise<RiverShop> {
  const { ask, close } = openShopProcess<Answer>(await buildRiver(), [url]);
  await ask({ do: "done" });
  return {
    insert: async ({ maxAttempts = 1, ...job }) => String((await ask({ do: "insert", maxAttempts, ...job })).id),
    feel: async (mood) => void (await ask({ do: "feel", ...mood })),
    done: async () => ((await ask({ do: "done" })).done ?? []).map(String),
    byUser: async (act, id) => void (await ask({ do: act, id: Number(id) })),
    stop: async () => void (await ask({ do: "stop" })),
    close,
  };
}
