import type { Partitions } from "../sources/log.ts";
import type { OriginRecord } from "../failures/origin-record.ts";
import { listWords, type LogSample } from "./log-sample.ts";
import type { PlanCheck } from "./plan.ts";

const mostTopics = 3;
const n = (value: number) => value.toLocaleString("en");

/** What it means for order that messages go where their key sends them or, `toOrigin`, to the partition that each came from. */
export function checkPartitions(samples: readonly LogSample[], toOrigin: boolean): readonly PlanCheck[] {
  return [...(toOrigin ? [checkOrigin(samples)] : []), ...checkMoved(samples, toOrigin)];
}

/** Those that could not be sent where they came from. */
function checkOrigin(samples: readonly LogSample[]): PlanCheck {
  const uncarried = samples.filter((sample) => !goesBack(sample)).length;
  const gone = samples.filter(goesBack).filter(({ record, partitions }) => partitions !== null && record.partition >= partitions.count);
  const why = [
    uncarried > 0 &&
      `${n(uncarried)} ${uncarried === 1 ? "does" : "do"} not carry a partition of the topic that ${uncarried === 1 ? "it goes" : "they go"} to`,
    gone.length > 0 && `${n(gone.length)} came from one that is not there: ${countWords(gone)}`,
  ].filter((part) => part !== false);
  const count = uncarried + gone.length;
  const text = count === 0 ? `none of ${n(samples.length)} sampled` : `of ${n(samples.length)} sampled would be refused: ${why.join("; ")}`;
  return { key: "no_partition", label: "Partition not there", n: count, text };
}

/** Keyed events that go elsewhere than events before and after them; nothing where all go to another topic than they came from. */
function checkMoved(samples: readonly LogSample[], toOrigin: boolean): readonly PlanCheck[] {
  const check = (count: number | null, text: string): readonly PlanCheck[] => [
    { key: "moved", label: "Another partition", n: count, text },
  ];
  const back = samples.filter(goesBack);
  if (back.length === 0 && samples.some(({ record }) => record !== null)) return [];
  if (samples.length > 0 && samples.every(({ key }) => key === null))
    return check(0, "no sampled message has a key, so none has a place among others");
  const placed = back.filter(isPlaced);
  if (placed.length === 0)
    return check(null, "not known: the partition that they came from is not carried, or the broker does not tell how many there are");
  const moved = placed.filter(({ record, partitions, key }) => partitions.of(key) !== record.partition);
  const of = `of ${n(placed.length)} sampled`;
  if (moved.length === 0) return check(0, `none ${of}`);
  const why = `${countWords(moved)}; their number has changed since, or the producer does not go by the key's hash`;
  return check(
    moved.length,
    toOrigin
      ? `${of} came from another partition than their key goes to: ${why}. Newer events of one key may lie elsewhere and be overtaken`
      : `${of} would go to another partition than they came from: ${why}. Events of one key may overtake each other`,
  );
}

type Back = LogSample & { readonly record: OriginRecord };
type Placed = Back & { readonly key: Uint8Array; readonly partitions: Partitions };

/** It goes to the topic that it came from. */
function goesBack(sample: LogSample): sample is Back {
  return sample.record !== null && sample.record.topic === sample.topic;
}

function isPlaced(sample: Back): sample is Placed {
  return sample.key !== null && sample.partitions !== null;
}

function countWords(samples: readonly LogSample[]): string {
  const counts = new Map(samples.map(({ topic, partitions }) => [topic, partitions?.count ?? 0]));
  const words = [...counts].map(([topic, count]) => `${topic} has ${n(count)} ${count === 1 ? "partition" : "partitions"} now`);
  return listWords(words.slice(0, mostTopics));
}
