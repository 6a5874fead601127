import type { FoundQueue, TopologyWarning } from "../port.ts";

/** A queue's attributes as SQS gives them. */
export interface QueueFacts {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Seen {
  /** Every queue is among them. */
  readonly isWhole: boolean;
  /** Names of dead-letter queues that SQS says are not there. */
  readonly gone?: ReadonlySet<string>;
}

const allSeen: Seen = { isWhole: true };
const likeOne = /(?:^|[-_.])(?:dlq|dead|deadletter|dead-letter)s?(?:\.fifo)?$/i;

/** Roles, origins and warnings out of the attributes of all queues, or of some: then no origin is unknown. Pure. */
export function readTopology(queues: readonly QueueFacts[], { isWhole, gone }: Seen = allSeen): readonly FoundQueue[] {
  const origins = new Map<string, QueueFacts[]>();
  for (const queue of queues) {
    const target = deadLetterArn(queue);
    if (target === null || isElsewhere(queue, target)) continue;
    const name = targetName(target);
    origins.set(name, [...(origins.get(name) ?? []), queue]);
  }
  return queues.map((queue) => {
    const from = origins.get(queue.name) ?? [];
    return {
      name: queue.name,
      type: queue.name.endsWith(".fifo") ? "fifo" : "standard",
      role: from.length > 0 ? "dead_letter" : likeOne.test(queue.name) ? "named_like_one" : "other",
      origins: from.length > 0 || isWhole ? from.map(({ name }) => name) : null,
      warnings: [...warnOfTarget(queue, gone), ...(from.length > 0 ? warningsOf(queue, from) : [])],
      depth: { ready: countOf(queue.attributes["ApproximateNumberOfMessages"]), oldestAt: null, expiresAt: null },
    };
  });
}

/** The name of the dead-letter queue of a queue by its redrive policy; null: it has none. */
export function deadLetterTarget(queue: QueueFacts): string | null {
  const arn = deadLetterArn(queue);
  return arn === null ? null : targetName(arn);
}

/** Queues whose dead-letter queue has no place among the names of every queue of their region and account. */
export function withUnlistedTarget(queues: readonly QueueFacts[], listed: readonly string[]): readonly QueueFacts[] {
  const names = new Set(listed);
  return queues.filter((queue) => {
    const arn = deadLetterArn(queue);
    return arn !== null && isElsewhere(queue, arn) === false && !names.has(targetName(arn));
  });
}

function deadLetterArn({ attributes }: QueueFacts): string | null {
  try {
    const policy = JSON.parse(attributes["RedrivePolicy"] ?? "null") as { deadLetterTargetArn?: unknown } | null;
    return typeof policy?.deadLetterTargetArn === "string" ? policy.deadLetterTargetArn : null;
  } catch {
    return null;
  }
}

/** An ARN is arn:partition:service:region:account:name. */
function targetName(arn: string): string {
  return arn.split(":").at(-1) ?? arn;
}

/** Whether an ARN is of another region or account than a queue; null: the queue does not tell its own. */
function isElsewhere({ attributes }: QueueFacts, arn: string): boolean | null {
  const own = attributes["QueueArn"];
  const place = (of: string) => of.split(":").slice(0, -1).join(":");
  return own === undefined ? null : place(own) !== place(arn);
}

/** Only what SQS itself says is gone is a fault: whether a queue of another region or account is there cannot be asked here. */
function warnOfTarget(queue: QueueFacts, gone: ReadonlySet<string> = new Set()): readonly TopologyWarning[] {
  const arn = deadLetterArn(queue);
  if (arn === null) return [];
  const name = targetName(arn);
  if (isElsewhere(queue, arn)) {
    const text = `Its redrive policy names a dead-letter queue of another region or account: ${arn}. Whether that queue is there is unknown.`;
    return [{ code: "dlq-elsewhere", severity: "info", text, mend: null }];
  }
  if (!gone.has(name)) return [];
  const text = `The redrive policy of "${queue.name}" names the dead-letter queue "${name}", which does not exist: no message that fails there can move to it, and each is lost when it expires.`;
  const fifo = name.endsWith(".fifo") ? " --attributes FifoQueue=true" : "";
  const mend = `aws sqs create-queue --region ${arn.split(":")[3] ?? ""} --queue-name ${name}${fifo}`;
  return [{ code: "dlq-missing", severity: "bad", text, mend }];
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
