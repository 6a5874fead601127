import { randomUUID } from "node:crypto";

/** What travels: the envelope of every event of the shop. */
export interface ShopEvent {
  readonly eventType: string;
  readonly eventId: string;
  readonly timestamp: string;
  readonly version: number;
  readonly aggregateId: string;
  readonly sequenceNumber: number;
  readonly payload: Record<string, unknown>;
}

export function newEvent(
  eventType: string,
  aggregateId: string,
  sequenceNumber: number,
  payload: Record<string, unknown>,
  version = 2,
): ShopEvent {
  return {
    eventType,
    eventId: `evt-${randomUUID().slice(0, 8)}`,
    timestamp: new Date().toISOString(),
    version,
    aggregateId,
    sequenceNumber,
    payload,
  };
}
