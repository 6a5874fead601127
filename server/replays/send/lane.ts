import { Settler } from "./settler.ts";
import { firstSlice } from "./slice.ts";

/** A replay that runs, as a lane sees it. */
export interface Running {
  readonly id: number;
  readonly rate: number | null;
  readonly ordered: boolean;
}

/** The last item that a lane has claimed. None waits before it, unless held items were made to wait again since. */
export interface Passed {
  readonly item: number;
  readonly recalls: number;
}

/** What one of the workers' lanes remembers between batches. */
export interface Lane {
  readonly name: string;
  /** Goes up when a broker may have to shut out what was sent under the name before: `senderOf`. */
  generation: number;
  claims: number;
  /** Items sent at once; grows and shrinks with the broker's speed. */
  slice: number;
  /** The replay whose items it sent last; null: none yet. */
  sends: number | null;
  /** By replay. */
  readonly passed: Map<number, Passed>;
  readonly settler: Settler;
  /** Batches in its hand, with the replay of each. */
  readonly unsettled: Map<number, number>;
}

export function newLane(name: string): Lane {
  return {
    name,
    generation: 0,
    claims: 0,
    slice: firstSlice,
    sends: null,
    passed: new Map(),
    settler: new Settler(),
    unsettled: new Map(),
  };
}

/** By what name it sends; stands before the number of each claim in the batches that it holds. */
export function senderOf({ name, generation }: Lane): string {
  return `${name}.${generation}`;
}
