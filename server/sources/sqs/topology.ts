import type { Others } from "./depths.ts";
import type { FoundQueue, TopologyWarning } from "../port.ts";

/** A queue's attributes as SQS gives them. */
export interface QueueFacts {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Seen {
  /** Every queue is among them. */
  readonly isWhole: boolean;
  /** Who else reads a queue that Redrive takes from; null: nobody is known. */
  othersOf(queue: string): Others | null;
}

const allSeen: Seen = { isWhole: true, othersOf: () => null };
const likeOne = /(?:^|[-_.])(?:dlq|dead|deadletter|dead-letter)s?(?:\.fifo)?$/i;

/** Roles, origins and warnings out of the attributes of all queues, or of some: then no origin is unknown. Pure. */
export function readTopology(queues: readonly QueueFacts[], { isWhole, othersOf }: Seen = allSeen): readonly FoundQueue[] {
  const origins = new Map<string, QueueFacts[]>();
  for (const queue of queues) {
    const target = deadLetterTarget(queue);
    if (target) origins.set(target, [...(origins.get(target) ?? []), queue]);
  }
  return queues.map((queue) => {
    const from = origins.get(queue.name) ?? [];
    return {
      name: queue.name,
      type: queue.name.endsWith(".fifo") ? "fifo" : "standard",
      role: from.length > 0 ? "dead_letter" : likeOne.test(queue.name) ? "named_like_one" : "other",
      origins: from.length > 0 || isWhole ? from.map(({ name }) => name) : null,
      warnings: [...warnOfOthers(othersOf(queue.name)), ...(from.length > 0 ? warningsOf(queue, from) : [])],
      depth: { ready: countOf(queue.attributes["ApproximateNumberOfMessages"]), oldestAt: null, expiresAt: null },
    };
  });
}

/** The dead-letter queue of a queue by its redrive policy; null: it has none. */
export function deadLetterTarget({ attributes }: QueueFacts): string | null {
  try {
    const policy = JSON.parse(attributes["RedrivePolicy"] ?? "null") as { deadLetterTargetArn?: unknown } | null;
    return typeof policy?.deadLetterTargetArn === "string" ? (policy.deadLetterTargetArn.split(":").at(-1) ?? null) : null;
  } catch {
    return null;
  }
}

function warnOfOthers(others: Others | null): readonly TopologyWarning[] {
  if (others === null) return [];
  const at = others.at.toISOString().slice(11, 16);
  const text = `Somebody else receives from it too: at ${at} UTC ${others.n === 1 ? "1 message was" : `${others.n} messages were`} in flight that Redrive does not hold. What they remove is not here.`;
  return [{ code: "read-by-others", severity: "warn", text, mend: null }];
}

function warningsOf(queue: QueueFacts, origins: readonly QueueFacts[]): readonly TopologyWarning[] {
  const warnings: TopologyWarning[] = [];
  const own = deadLetterTarget(queue);
  if (own) {
    warnings.push({
      code: "dlq-has-dlq",
      severity: "warn",
      text: `It has a redrive policy itself: what is received too often moves on to ${own}. It is only watched, unless takeDespiteHazard is set.`,
      mend: `aws sqs set-queue-attributes --queue-url ${queue.name} --attributes RedrivePolicy=`,
    });
  }
  const retention = countOf(queue.attributes["MessageRetentionPeriod"]);
  for (const origin of origins) {
    const before = countOf(origin.attributes["MessageRetentionPeriod"]);
    if (!queue.name.endsWith(".fifo") && retention !== null && before !== null && retention <= before) {
      const shorter = retention < before;
      const than = shorter
        ? `${origin.name} keeps a message for ${timeText(before)}, this queue for ${timeText(retention)}`
        : `${origin.name} keeps a message as long`;
      warnings.push({
        code: "retention",
        severity: "warn",
        text: `Expiry counts from the first send, and ${than}: one that dies late is lost ${shorter ? "as it arrives" : "soon after"}.`,
        mend: `aws sqs set-queue-attributes --queue-url ${queue.name} --attributes MessageRetentionPeriod=1209600`,
      });
    }
  }
  return warnings;
}

/** null: not told. */
export function countOf(text: string | undefined): number | null {
  const count = Number(text);
  return text === undefined || !Number.isFinite(count) ? null : count;
}

function timeText(seconds: number): string {
  if (seconds % 86_400 === 0) return `${seconds / 86_400} d`;
  return seconds % 3_600 === 0 ? `${seconds / 3_600} h` : `${seconds} s`;
}
