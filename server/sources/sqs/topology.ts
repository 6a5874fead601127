import type { FoundQueue, TopologyWarning } from "../port.ts";

/** A queue's attributes as SQS gives them. */
export interface QueueFacts {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const likeOne = /(?:^|[-_.])(?:dlq|dead|deadletter|dead-letter)s?(?:\.fifo)?$/i;

/** Roles, origins and warnings out of the attributes of all queues. Pure. */
export function readTopology(queues: readonly QueueFacts[]): readonly FoundQueue[] {
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
      origins: from.map(({ name }) => name),
      warnings: from.length > 0 ? warningsOf(queue, from) : [],
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

function warningsOf(queue: QueueFacts, origins: readonly QueueFacts[]): readonly TopologyWarning[] {
  const warnings: TopologyWarning[] = [];
  const own = deadLetterTarget(queue);
  if (own) {
    warnings.push({
      code: "dlq-has-dlq",
      severity: "warn",
      text: `It has a redrive policy itself: what is received too often moves on to ${own}.`,
      mend: `aws sqs set-queue-attributes --queue-url ${queue.name} --attributes RedrivePolicy=`,
    });
  }
  const retention = countOf(queue.attributes["MessageRetentionPeriod"]);
  for (const origin of origins) {
    const before = countOf(origin.attributes["MessageRetentionPeriod"]);
    if (!queue.name.endsWith(".fifo") && retention !== null && before !== null && retention <= before) {
      warnings.push({
        code: "retention",
        severity: "warn",
        text: `Expiry counts from the first send: with the same retention as ${origin.name}, a message that dies late is lost soon.`,
        mend: `aws sqs set-queue-attributes --queue-url ${queue.name} --attributes MessageRetentionPeriod=1209600`,
      });
    }
  }
  return warnings;
}

function countOf(text: string | undefined): number | null {
  const count = Number(text);
  return text === undefined || !Number.isFinite(count) ? null : count;
}
