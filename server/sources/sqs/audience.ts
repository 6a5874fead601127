import type { Audience, Intake, TopologyWarning } from "../port.ts";
import { isMissing } from "./errors.ts";
import type { FactReader } from "./facts.ts";
import { countOf, deadLetterTarget } from "./topology.ts";

/** Who receives from a queue: SQS does not say how many consume it. Rejects with the client's errors. */
export async function readAudience(facts: FactReader, queue: string): Promise<Audience> {
  try {
    const known = await facts.recent(queue);
    return { receivers: [{ name: queue, consumers: null }], warnings: deadLetterTarget(known) ? [] : [withoutDeadLetters(queue)] };
  } catch (error) {
    if (!isMissing(error)) throw error;
    return { receivers: [], warnings: [{ code: "missing", severity: "bad", text: `There is no queue "${queue}".`, mend: null }] };
  }
}

/** How large a message of this queue may be: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export async function readIntake(facts: FactReader, queue: string): Promise<Intake> {
  try {
    const most = Number((await facts.read(queue)).attributes["MaximumMessageSize"] ?? Number.NaN);
    return { missing: null, most: { head: null, all: Number.isNaN(most) ? null : most } };
  } catch (error) {
    if (!isMissing(error)) throw error;
    return { missing: `There is no queue "${queue}".`, most: { head: null, all: null } };
  }
}

/** What is released is a new message there: its retention starts again. Rejects with the client's errors. */
export async function readLifetime(facts: FactReader, queue: string): Promise<number | null> {
  const seconds = countOf((await facts.read(queue)).attributes["MessageRetentionPeriod"]);
  return seconds === null ? null : seconds * 1_000;
}

function withoutDeadLetters(queue: string): TopologyWarning {
  const text = `"${queue}" has no dead-letter queue: a message that fails there again is tried until it expires.`;
  return { code: "no-dlq", severity: "warn", text, mend: null };
}
