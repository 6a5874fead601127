import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { installPython } from "./python.ts";
import { openShopProcess } from "./shop-process.ts";

/** Frameworks for background jobs in Python, each with a shop in the folder of its name. */
export type PythonJobs = "pgqueuer" | "procrastinate";

export interface PythonShop {
  /** Answers the id of the job. */
  insert(order: number): Promise<string>;
  /** Lets the handler do its jobs (null), or fail them with this text. */
  feel(text: string | null): Promise<void>;
  /** Ids of the jobs that were done, each as often as it was. */
  done(): Promise<readonly string[]>;
  /** What the framework's user does: `QueueManagementService.requeue` of PgQueuer, `retry` in the shell of Procrastinate. */
  retry(id: string): Promise<void>;
  /** From now on no job is worked. */
  stop(): Promise<void>;
  /** Ends its process. */
  close(): Promise<void>;
}

const folderOf = (name: PythonJobs) => join("server/testing", name);

/** The libraries of a shop, before a first test: pip takes some seconds where they are not here yet. */
export function installShop(name: PythonJobs): Promise<string> {
  const file = join(folderOf(name), "requirements.txt");
  const content = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
  return installPython(`${name}-${content}`, ["--requirement", file]);
}

/** A shop that works jobs by the real framework, in a process of its own, until it is closed. The framework makes its tables in this database. */
export async function openPythonShop(name: PythonJobs, url: string): Promise<PythonShop> {
  const { ask, close } = openShopProcess<{ readonly id?: number; readonly done?: readonly number[]; readonly error?: string }>(
    "python3",
    [join(folderOf(name), "shop.py"), url],
    { PYTHONPATH: await installShop(name), PYTHONDONTWRITEBYTECODE: "1" },
  );
  await ask({ do: "done" });
  return {
    insert: async (order) => String((await ask({ do: "insert", order })).id),
    feel: async (text) => void (await ask({ do: "feel", ...(text === null ? {} : { text }) })),
    done: async () => ((await ask({ do: "done" })).done ?? []).map(String),
    retry: async (id) => void (await ask({ do: "retry", id: Number(id) })),
    stop: async () => void (await ask({ do: "stop" })),
    close,
  };
}
