import { BrokerError, type Depth, type FoundQueue } from "../port.ts";
import type { Management } from "./management.ts";
import type { Snapshot } from "./topology.ts";

/** Reads everything that topology is told from. Rejects with `BrokerError`. */
export async function readSnapshot(management: Management, vhost: string, version: number): Promise<Snapshot> {
  const [queues, exchanges, bindings] = await Promise.all([management.queues(), management.exchanges(), management.bindings()]);
  return { vhost, version, queues, exchanges, bindings };
}

/** Without the management API: only queues whose names are known can be looked at, and nothing is known of what leads to them. */
export async function lookAtQueues(
  source: string,
  names: readonly string[],
  depth: (queue: string) => Promise<Depth>,
): Promise<readonly FoundQueue[]> {
  const text = "Queue types, origins and delivery limits are unknown: no management address is configured for this source.";
  const mend = `Set "management" of source "${source}", for instance http://user:password@host:15672.`;
  const exact = names.filter((name) => !name.includes("*"));
  if (exact.length === 0) throw new BrokerError("denied", `Queues cannot be listed over AMQP. ${mend} Or name the queues to watch.`);
  const found = await Promise.all(
    exact.map(async (name): Promise<FoundQueue | null> => {
      try {
        const known = { name, type: null, role: "named_like_one", origins: null, depth: await depth(name) } as const;
        return { ...known, warnings: [{ code: "no_management", severity: "warn", text, mend }] };
      } catch (error) {
        if (error instanceof BrokerError && error.code === "missing") return null;
        throw error;
      }
    }),
  );
  return found.filter((queue) => queue !== null);
}
