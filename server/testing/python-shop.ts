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

/** All that is in Python: Celery's results are only read. */
type Folder = PythonJobs | "django_results";

const folderOf = (name: Folder) => join("server/testing", name);

/** The libraries of a shop, before a first test: pip takes some seconds where they are not here yet. */
export function installShop(name: Folder): Promise<string> {
  const file = join(folderOf(name), "requirements.txt");
  const content = createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 16);
  return installPython(`${name}-${content}`, ["--requirement", file]);
}

/** The process of a shop, which makes its tables in this database. */
export async function openShop<Answer extends { readonly error?: string }>(name: Folder, url: string) {
  const env = { PYTHONPATH: await installShop(name), PYTHONDONTWRITEBYTECODE: "1" };
  return openShopProcess<Answer>("python3", [join(folderOf(name), "shop.py"), url], env);
}

/** A shop that works jobs by the real framework, in a process of its own, until it is closed. The framework makes its tables in this database. */
export async function openPythonShop(name: PythonJobs, url: string): Promise<PythonShop> {
  const { ask, close } = await openShop<{ readonly id?: number; readonly done?: readonly number[]; readonly error?: string }>(name, url);
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
