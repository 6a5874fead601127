import { BrokerError, type Depth } from "../port.ts";
import { textSetting, versionNumber } from "./delivery-limit.ts";
import { readSnapshot } from "./discover.ts";
import { operationError, type Scrub } from "./errors.ts";
import type { Standing } from "./find-gone.ts";
import type { Link } from "./link.ts";
import type { ManagedQueue, Management } from "./management.ts";
import { rawConnection } from "./raw-connection.ts";
import { depthOf, type Snapshot } from "./topology.ts";

/** Queues that start together share one reading of the topology. */
const snapshotMs = 2_000;
/** For so long a management API that failed is not asked for what AMQP tells in part. */
const restMs = 30_000;

/** All that one source can see of its broker; nothing here takes or sends. */
export interface Look {
  product(): Promise<{ readonly product?: string; readonly version?: string }>;
  version(): Promise<number>;
  /** Over AMQP. Rejects with `missing` where there is no such queue. */
  inspect(queue: string): Promise<{ readonly messageCount: number; readonly consumerCount: number }>;
  /** What it holds, by whichever of both may say it. Rejects as `inspect` does. */
  find(queue: string): Promise<Standing>;
  /** It is there, so that what it rejects lies nowhere, and it rejects what is sent to it while it is full; false: not known either. */
  rejectsWhenFull(queue: string): Promise<boolean>;
  depth(queue: string): Promise<Depth>;
  /** As it was at most some seconds ago. Rejects with the words of a management API that fails; null: none is configured. */
  readonly snapshot: (() => Promise<Snapshot>) | null;
  /** The snapshot; where it cannot be read now, the last one that could and knew this queue. Rejects where there is none. */
  lastSnapshot(queue: string): Promise<Snapshot | null>;
}

export function createLook(link: Link, management: Management | null, { vhost, scrub }: { vhost: string; scrub: Scrub }): Look {
  const product = async () => rawConnection(await link.open()).serverProperties;
  const version = async () => versionNumber((await product()).version ?? "0");
  let recent: { readonly at: number; readonly snapshot: Promise<Snapshot> } | null = null;
  let last: Snapshot | null = null;
  let restsUntil = 0;
  const read = async (from: Management): Promise<Snapshot> => {
    const number = await version();
    const now = performance.now();
    if (recent === null || now - recent.at > snapshotMs) recent = { at: now, snapshot: readSnapshot(from, vhost, number) };
    last = await recent.snapshot;
    return last;
  };
  const inspect = (queue: string) =>
    link
      .onChannel((channel) => channel.checkQueue(queue))
      .catch((error: unknown) => Promise.reject(operationError(error, `Queue "${queue}"`, scrub)));

  const managed = async (queue: string): Promise<ManagedQueue | null> => {
    if (management === null || performance.now() < restsUntil) return null;
    try {
      return await management.queue(queue);
    } catch (error) {
      if (!(error instanceof BrokerError && error.code === "missing")) restsUntil = performance.now() + restMs;
      return null;
    }
  };

  return {
    product,
    version,
    inspect,
    find: async (queue) => {
      const ready = await inspect(queue).then(
        ({ messageCount }) => messageCount,
        (error: unknown) => (management !== null && isDenied(error) ? null : Promise.reject(error)),
      );
      const more = ready === null ? await management?.queue(queue) : await managed(queue);
      const count = (ready ?? more?.messages_ready ?? 0) + (more?.messages_unacknowledged ?? 0);
      return { count, keepsTransient: more?.type === "quorum" };
    },
    rejectsWhenFull: async (queue) => {
      const [there, known] = await Promise.all([inspect(queue).catch(() => null), managed(queue)]);
      return there !== null && known !== null && textSetting(known, "overflow") === "reject-publish";
    },
    depth: async (queue) => {
      const [counted, known] = await Promise.allSettled([inspect(queue), managed(queue)]);
      const more = known.status === "fulfilled" && known.value !== null ? depthOf(known.value) : null;
      if (counted.status === "fulfilled") {
        const ready = counted.value.messageCount;
        const inHand = more?.inHand;
        return { oldestAt: null, expiresAt: null, ...(ready > 0 ? more : inHand !== undefined && { inHand }), ready };
      }
      // From 4.3 on a user needs more than read permission to count over AMQP.
      if (more !== null && isDenied(counted.reason)) return more;
      throw counted.reason;
    },
    snapshot: management === null ? null : () => read(management),
    lastSnapshot: async (queue) => {
      if (management === null) return null;
      return read(management).catch((error: unknown) => (last?.queues.some(({ name }) => name === queue) ? last : Promise.reject(error)));
    },
  };
}

function isDenied(error: unknown): boolean {
  return error instanceof BrokerError && error.code === "denied";
}
