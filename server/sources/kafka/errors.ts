import { BrokerError, type BrokerErrorCode } from "../port.ts";
import { connectWords } from "../read-tls.ts";

/** kafkajs puts the protocol's name of an error in `type`: https://kafka.apache.org/protocol#protocol_error_codes */
export function errorType(error: unknown): string {
  for (const at of chainOf(error)) if ("type" in at && typeof at.type === "string") return at.type;
  return "";
}

const unauthorized = [
  "TOPIC_AUTHORIZATION_FAILED",
  "GROUP_AUTHORIZATION_FAILED",
  "CLUSTER_AUTHORIZATION_FAILED",
  "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
];
const denied = [...unauthorized, "SASL_AUTHENTICATION_FAILED", "ILLEGAL_SASL_STATE", "UNSUPPORTED_SASL_MECHANISM"];
/** A broker that has just started reads its log of groups, or hands it to another: https://kafka.apache.org/protocol#protocol_error_codes, 14 to 16. */
const passing = ["GROUP_LOAD_IN_PROGRESS", "GROUP_COORDINATOR_NOT_AVAILABLE", "NOT_COORDINATOR_FOR_GROUP"];
/** The broker took nothing, for a reason that lies in the record or the topic. */
const refusals = [
  "MESSAGE_TOO_LARGE",
  "RECORD_LIST_TOO_LARGE",
  "INVALID_RECORD",
  "CORRUPT_MESSAGE",
  "INVALID_TIMESTAMP",
  "INVALID_TOPIC_EXCEPTION",
  "POLICY_VIOLATION",
  "INVALID_REQUIRED_ACKS",
];

export function isMissing(error: unknown): boolean {
  return errorType(error) === "UNKNOWN_TOPIC_OR_PARTITION";
}

/** The answer to this very request, unlike a login that is refused when a lost connection is opened again: what was sent before that may be stored. */
export function isUnauthorized(error: unknown): boolean {
  return unauthorized.includes(errorType(error));
}

export function isPassing(error: unknown): boolean {
  return passing.includes(errorType(error));
}

/** kafkajs found none for a group or a transactional id, and swallows why: https://github.com/tulios/kafkajs/blob/v2.2.4/src/cluster/brokerPool.js, `withBroker`. */
export function hasNoCoordinator(error: unknown): boolean {
  return (
    chainOf(error).some(({ name }) => name === "KafkaJSGroupCoordinatorNotFound") || errorType(error) === "GROUP_COORDINATOR_NOT_AVAILABLE"
  );
}

export function isRefusal(error: unknown): boolean {
  return refusals.includes(errorType(error));
}

/** Only one record of many is to blame: each is asked for by itself. */
export function blamesRecord(error: unknown): boolean {
  return ["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "INVALID_RECORD", "CORRUPT_MESSAGE", "INVALID_TIMESTAMP"].includes(
    errorType(error),
  );
}

/** The errors that an error was made of, itself first. */
function chainOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let at: unknown = error; at instanceof Error; at = at.cause ?? ("originalError" in at ? at.originalError : null)) chain.push(at);
  return chain;
}

const faults = ["TypeError", "RangeError", "ReferenceError", "SyntaxError"];

/** A fault of this program or of kafkajs, which no broker and no operator can mend; null: it is none. */
function faultOf(error: unknown): Error | null {
  return chainOf(error).find(({ name }) => faults.includes(name)) ?? null;
}

/** What the socket said, of a certificate that is not believed for example, and where: it knows addresses, and no secret. */
function connectionOf(error: unknown): { readonly words: string; readonly address: string | null } | null {
  const failed = chainOf(error).find(({ name }) => name === "KafkaJSConnectionError");
  if (!failed) return null;
  const address = "broker" in failed && typeof failed.broker === "string" ? failed.broker : null;
  return { words: failed.message.replace(/^Connection error: /, ""), address };
}

/** The rights that a user lacks, by what Kafka answers: https://kafka.apache.org/documentation/#operations_in_kafka */
const rights: Readonly<Record<string, string>> = {
  TOPIC_AUTHORIZATION_FAILED: "the user needs Read and Describe on the topic, and Write to send to it",
  GROUP_AUTHORIZATION_FAILED: "the user needs Read and Describe on the consumer groups of Redrive",
  CLUSTER_AUTHORIZATION_FAILED: "the user needs Describe on the cluster, and IdempotentWrite to send",
};

interface Asked {
  readonly source: string;
  readonly brokers: readonly string[];
}

/** What went wrong, for an operator; neither kafkajs nor Kafka repeats a password. A fault of the program stays what it is. */
export function toBrokerError(asked: Asked, doing: string, error: unknown): Error {
  const fault = faultOf(error);
  if (error instanceof BrokerError || fault) return error instanceof BrokerError ? error : (fault as Error);
  const type = errorType(error);
  const name = error instanceof Error ? error.name : "";
  const refused = name === "KafkaJSSASLAuthenticationError" || denied.includes(type);
  const code: BrokerErrorCode = isMissing(error) ? "missing" : refused ? "denied" : isRefusal(error) ? "invalid" : "unreachable";
  const why = {
    missing: "there is no such topic",
    denied: `Kafka denies it (${type || name}); ${rights[type] ?? "check the user, the password and the rights"}`,
    invalid: `Kafka says ${type}`,
    unreachable: unreachableWords(asked, error),
    closed: "it was closed",
  }[code];
  return new BrokerError(code, `Source "${asked.source}" could not ${doing}: ${why}.`, { cause: error });
}

/** A broker whose address is not configured was named by one that is: that one answers. */
function unreachableWords({ brokers }: Asked, error: unknown): string {
  const type = errorType(error);
  if (isPassing(error)) return `the coordinator of its group is moving or still starting (${type})`;
  if (hasNoCoordinator(error))
    return `no coordinator was found for its consumer group: Kafka has none now, or denies the group to the user, who needs Read and Describe on it`;
  const connection = connectionOf(error);
  const name = error instanceof Error ? error.name : "";
  if (type === "" && connection?.address && !brokers.includes(connection.address))
    return (
      `${brokers.join(", ")} answers and says that a broker is reached at ${connection.address}, but that address does not answer ` +
      `(${connection.words}). Set advertised.listeners of that broker to an address that Redrive can reach`
    );
  if (connection && /certificate|SSL routines/.test(connection.words))
    return `the TLS connection fails: ${connectWords(connection.words).replace(/\.$/, "")}`;
  return `no broker answers (${type || connection?.words || name || "no reason given"})`;
}
