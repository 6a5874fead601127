import { Settler } from "./settler.ts";
import { firstSlice } from "./slice.ts";

/** What one of the workers' lanes remembers between batches. */
export interface Lane {
  /** Stands before the number of each claim in the batches that it holds. */
  readonly name: string;
  claims: number;
  /** Items sent at once; grows and shrinks with the broker's speed. */
  slice: number;
  /** By replay: the last item that this lane has claimed. */
  readonly passed: Map<number, number>;
  readonly settler: Settler;
  /** Batches in its hand. */
  readonly unsettled: Set<number>;
}

export function newLane(name: string): Lane {
  return { name, claims: 0, slice: firstSlice, passed: new Map(), settler: new Settler(), unsettled: new Set() };
}
