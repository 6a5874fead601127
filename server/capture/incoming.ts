import type { Arrival } from "../messages/derive/derive.ts";
import type { Delivered } from "../messages/delivered.ts";

/** A message that is to be stored, under an id of its own. */
export interface Incoming {
  readonly id: number;
  readonly raw: Delivered;
  readonly arrival: Arrival;
}
