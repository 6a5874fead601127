import type { DownstreamSpec, ReadingSpec } from "../downstreams/downstream.ts";

/** An application reports it. */
export const pushed: ReadingSpec = { kind: "push", urls: [], sends: {}, own: {}, key: "push" };

/** A downstream called "bank" whose breaker is read at an actuator. */
export function bank(url: string, fields: Partial<DownstreamSpec> = {}): DownstreamSpec {
  return {
    name: "bank",
    readings: [{ kind: "actuator", urls: [url], sends: {}, own: { path: "/actuator/circuitbreakers" }, key: "bank" }],
    opens: "any_open",
    everySeconds: 1,
    staleSeconds: 60,
    stableSeconds: 60,
    unknownHolds: true,
    ...fields,
  };
}
