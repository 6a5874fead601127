import type { Broker } from "../sources/port.ts";
import { orderedText } from "../sources/position.ts";
import { rawMessage } from "./messages.ts";

/** The in-process broker with a topic of one settled record, and the original of every dead letter. */
export function withLog(memory: Broker): Broker {
  const [first, end] = [orderedText(0), orderedText(1)];
  return {
    ...memory,
    codec: {
      ...memory.codec,
      log: { noun: "offset", text: (at) => at, after: () => end, distance: () => 1, adopt: (_head, original) => original },
    },
    log: {
      read: async () => ({
        parts: [{ part: "0", first, next: end, end, unread: 0 }],
        readers: [{ name: "billing", consumers: 1, positions: [{ part: "0", at: first }], behind: 1 }],
        settings: { compacted: false, retentionMs: null },
      }),
      recordsAt: async (_queue, _part, ats) => new Map(ats.map((at) => [at, rawMessage({ body: Buffer.from("original") })])),
      partitions: async () => ({ parts: ["0"], of: () => "0" }),
      committed: async () => new Map(),
      members: async () => new Map(),
      nextRecord: async () => null,
      removeBefore: async (_queue, marks) => marks.map(({ part }) => ({ part, state: "done", reason: null })),
    },
  };
}
