import { mkdtemp, rm } from "node:fs/promises";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clients, connectDatabase } from "../server/db/client.ts";
import { startEmbedded, stopEmbedded } from "../server/db/embedded.ts";
import { migrateDatabase } from "../server/db/migrate.ts";

/** A Postgres of one's own with its usual settings (it syncs every commit), gone after `stop`. */
export async function startBenchDatabase(): Promise<Clients & { readonly url: string; stop(): Promise<void> }> {
  const parent = await mkdtemp(join(tmpdir(), "redrive-bench-"));
  await chmod(parent, 0o755);
  const home = join(parent, "postgres");
  const url = await startEmbedded(home);
  await migrateDatabase(url);
  const clients = connectDatabase(url, { max: 8 });
  return {
    ...clients,
    url,
    stop: async () => {
      await clients.close();
      await stopEmbedded(home);
      await rm(parent, { recursive: true, force: true });
    },
  };
}
