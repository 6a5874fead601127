import { actuatorKind } from "./kinds/actuator.ts";
import { envoyKind } from "./kinds/envoy.ts";
import { hystrixKind } from "./kinds/hystrix.ts";
import { opossumKind } from "./kinds/opossum.ts";
import { prometheusServerKind } from "./kinds/prometheus-server.ts";
import { probeKind } from "./kinds/probe.ts";
import { prometheusKind } from "./kinds/prometheus.ts";
import { pushKind } from "./kinds/push.ts";
import type { ReadingKind } from "./reading-kind.ts";

/** Every kind of reading, as redrive.yaml configures it. */
export const readingKinds = [
  actuatorKind,
  prometheusKind,
  prometheusServerKind,
  opossumKind,
  envoyKind,
  hystrixKind,
  probeKind,
  pushKind,
] as const satisfies readonly ReadingKind[];

/** The kind of that name; undefined: there is none. */
export function findKind(name: string): ReadingKind | undefined {
  return readingKinds.find(({ kind }) => kind === name);
}
