import { text } from "../../sources/source-kind.ts";
import { fieldsOf, objectOf } from "../json-answer.ts";
import { path, readingKind } from "../reading-kind.ts";
import { ReadingError, unknownReading } from "../reading.ts";

export const envoyKind = readingKind({
  kind: "envoy",
  description:
    "A cluster of Envoy by its admin page `/clusters`: every host ejected or failing its checks is open, some of them half-open. It knows ejected hosts also where metrics do not.",
  label: "Envoy",
  mostBytes: 8 * 1_048_576,
  shape: {
    cluster: text.meta({ description: "Name of the cluster.", examples: ["outbound|443||payments.example.com"] }),
    path: path.default("/clusters?format=json").meta({ description: "Path of the page.", examples: ["/envoy/clusters?format=json"] }),
  },
  paths: ({ path: own }, base) => [new URL(own, base)],
  parse: ([answer], { cluster }, { instance, at }) => {
    const { cluster_statuses: all } = objectOf(answer);
    if (!Array.isArray(all)) throw new ReadingError("Its answer holds no clusters.");
    const found = all.map(fieldsOf).find((one) => one?.["name"] === cluster);
    if (!found) return [];
    const hosts = Array.isArray(found["host_statuses"]) ? found["host_statuses"].map(fieldsOf) : [];
    if (hosts.length === 0) return [unknownReading(cluster, instance, at, "The cluster has no host.")];
    const bad = hosts.filter((host) => isOut(fieldsOf(host?.["health_status"]) ?? {})).length;
    return [
      {
        ...unknownReading(cluster, instance, at, ""),
        state: bad === hosts.length ? "open" : bad > 0 ? "half_open" : "closed",
        failureRate: (100 * bad) / hosts.length,
        why: null,
      },
    ];
  },
});

/** Nothing is sent to such a host. */
function isOut(health: Readonly<Record<string, unknown>>): boolean {
  return (
    health["failed_outlier_check"] === true || health["failed_active_health_check"] === true || health["eds_health_status"] === "UNHEALTHY"
  );
}
