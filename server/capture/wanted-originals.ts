import type { HeadCodec, RawMessage } from "../sources/port.ts";
import { type OriginRecord, wantedOriginal } from "../failures/origin-record.ts";

/** A message of a batch that is not whole without the record at `at`. */
export interface Wanted {
  readonly index: number;
  readonly at: OriginRecord;
}

/** The header that such a dead letter cannot lack: looked for in the bytes, so that no other head is decoded for it. */
const marker = "__dlq.errors.topic";

/** Which messages of a batch need their originals. */
export function wantedOriginals(codec: HeadCodec, batch: readonly RawMessage[]): readonly Wanted[] {
  return batch.flatMap(({ head }, index) => {
    if (!Buffer.from(head.buffer, head.byteOffset, head.byteLength).includes(marker)) return [];
    const at = wantedOriginal(codec.decode(head));
    return at ? [{ index, at }] : [];
  });
}

/** The same by topic and part, for one read each. */
export function byPart(wanted: readonly Wanted[]): readonly (readonly [Wanted, ...Wanted[]])[] {
  const groups = Map.groupBy(wanted, ({ at }) => `${at.part} ${at.topic}`);
  return [...groups.values()] as [Wanted, ...Wanted[]][];
}
