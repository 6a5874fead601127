import { PgBoss } from "pg-boss";

/** How the handler of a test takes a job; what it throws is the job's failure. */
export interface PgBossShop {
  readonly boss: PgBoss;
  /** Ids of the jobs that were done, each as often as it was. */
  readonly done: string[];
  send(data: object): Promise<string>;
  /** Lets the handler work, or fail with this. */
  break(error: Error | null): void;
  close(): Promise<void>;
}

/** A shop that works a queue by the real pg-boss, until it is closed. Each job is tried once. */
export async function openPgBoss(url: string, queue: string): Promise<PgBossShop> {
  const boss = new PgBoss({ connectionString: url, max: 3 });
  boss.on("error", () => {});
  await boss.start();
  await boss.createQueue(queue, { retryLimit: 0 });
  const done: string[] = [];
  let broken: Error | null = null;
  await boss.work(queue, { pollingIntervalSeconds: 0.5, batchSize: 50 }, async (jobs) => {
    if (broken) throw broken;
    done.push(...jobs.map(({ id }) => id));
  });
  return {
    boss,
    done,
    send: async (data) => {
      const id = await boss.send(queue, data);
      if (!id) throw new Error("pg-boss took no job.");
      return id;
    },
    break: (error) => {
      broken = error;
    },
    close: () => boss.stop({ graceful: false }),
  };
}
