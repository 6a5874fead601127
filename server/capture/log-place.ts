/** Where a record of a log stands, and its time in milliseconds; 64 bits each, as digits. */
export interface LogPlace {
  readonly partition: number;
  readonly offset: string;
  readonly time: string;
}

const written = /^(\d{1,9})\/(\d{1,19})\/(-?\d{1,19})$/;

/** The place that an identity of a log names ("partition/offset/time"); null: it is none of a log. */
export function placeOf(identity: string | null): LogPlace | null {
  const [, partition, offset, time] = (identity !== null && written.exec(identity)) || [];
  return partition !== undefined && offset !== undefined && time !== undefined ? { partition: Number(partition), offset, time } : null;
}
