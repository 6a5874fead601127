import { newErrors, newEvidence, newOrigin, recordedTry } from "../evidence.ts";
import type { Evidence, FailedMessage, FailureError } from "../failure.ts";
import { headerText, namesFrom, presentNames } from "../read-header.ts";
import { at, parseJson, textAt } from "../read-json.ts";
import { timeOf } from "../../text/time.ts";
import { countedTries } from "../tries.ts";

const stamp = "X-Message-Stamp-";
const own = `${stamp}Symfony\\Component\\Messenger\\Stamp\\`;
/** With the first of them kept, a message that fails again is dropped: SendFailedMessageToFailureTransportListener sends none twice. */
const ofFailure = ["SentToFailureTransportStamp", "ErrorDetailsStamp", "RedeliveryStamp", "DelayStamp"].map((name) => `${own}${name}`);
const mostStamps = 100;
const deepest = 20;

/**
 * Symfony Messenger's failure transport with its JSON serializer: stamps as headers (Transport/Serialization/Serializer.php), each a list of which the last is
 * the newest. SendFailedMessageToFailureTransportListener adds a RedeliveryStamp of 0 to those of each retry; what is dead without having been sent
 * there is not recognised.
 */
export function readSymfony(message: FailedMessage): Evidence | null {
  const [sent] = stampsOf(message, "SentToFailureTransportStamp").slice(-1);
  const redelivered = stampsOf(message, "RedeliveryStamp");
  const receiver = textAt(sent, "originalReceiverName");
  if (receiver === null || redelivered.length === 0 || headerText(message, "type") === null) return null;
  const errors = errorsOf(stampsOf(message, "ErrorDetailsStamp").at(-1));
  const times = redelivered.map((one) => timeOf(textAt(one, "redeliveredAt")));
  return newEvidence("Symfony Messenger", {
    headers: ["type", ...presentNames(message, ["Content-Type"]), ...namesFrom(message, [stamp])],
    strips: presentNames(message, ofFailure),
    errors,
    attempts: times
      .toReversed()
      .map((time, after) => recordedTry(after, { at: time, error: after === 0 ? errors.at(-1) : undefined, source: "RedeliveryStamp" })),
    tries: countedTries(redelivered.length, "RedeliveryStamps"),
    origin: newOrigin({ handler: `${receiver} (transport)` }),
    diedAt: times.at(-1) ?? null,
    forwards: !times.at(-1),
  });
}

function stampsOf(message: FailedMessage, name: string): readonly unknown[] {
  const text = headerText(message, `${own}${name}`);
  const json = text === null ? undefined : parseJson(text);
  return Array.isArray(json) ? json.slice(-mostStamps) : [];
}

/** Root cause first, with one trace of all as PHP prints it. Of the stamp's fields, FlattenException is there unless `symfony/error-handler` is not. */
function errorsOf(details: unknown): readonly FailureError[] {
  const [type, text] = [textAt(details, "exceptionClass"), textAt(details, "exceptionMessage")];
  const chain: unknown[] = [];
  for (let one = at(details, "flattenException"); textAt(one, "class") !== null && chain.length < deepest; one = at(one, "previous"))
    chain.unshift(one);
  const told = chain.flatMap((one) => newErrors(textAt(one, "class"), textAt(one, "message")));
  const [outer] = told.length > 0 ? told.slice(-1) : newErrors(type, text);
  if (!outer) return [];
  const stack = chain.map(printed).join("\n\nNext ");
  return [...told.slice(0, -1), { ...outer, stack: stack || null }];
}

function printed(one: unknown): string {
  const text = textAt(one, "message");
  const head = `${textAt(one, "class")}${text === null ? "" : `: ${text}`} in ${textAt(one, "file")}:${textAt(one, "line")}`;
  return `${head}\nStack trace:\n${textAt(one, "traceAsString") ?? "#0 {main}"}`;
}
