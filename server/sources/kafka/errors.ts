import { BrokerError, type BrokerErrorCode } from "../port.ts";

/** kafkajs puts the protocol's name of an error in `type`: https://kafka.apache.org/protocol#protocol_error_codes */
export function errorType(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause ?? ("originalError" in at ? at.originalError : null)) {
    if ("type" in at && typeof at.type === "string") return at.type;
  }
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

export function isRefusal(error: unknown): boolean {
  return refusals.includes(errorType(error));
}

/** Only one record of many is to blame: each is asked for by itself. */
export function blamesRecord(error: unknown): boolean {
  return ["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "INVALID_RECORD", "CORRUPT_MESSAGE", "INVALID_TIMESTAMP"].includes(
    errorType(error),
  );
}

/** What the socket said, of a certificate that is not believed for example: it knows addresses, and no secret. */
function connectionWords(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause ?? ("originalError" in at ? at.originalError : null)) {
    if (at.name === "KafkaJSConnectionError") return at.message.replace(/^Connection error: /, "");
  }
  return "";
}

/** What went wrong, for an operator; neither kafkajs nor Kafka repeats a password. */
export function toBrokerError(source: string, doing: string, error: unknown): BrokerError {
  if (error instanceof BrokerError) return error;
  const name = error instanceof Error ? error.name : "";
  const refused = name === "KafkaJSSASLAuthenticationError" || denied.includes(errorType(error));
  const code: BrokerErrorCode = isMissing(error) ? "missing" : refused ? "denied" : isRefusal(error) ? "invalid" : "unreachable";
  const why = {
    missing: "there is no such topic",
    denied: `Kafka denies it (${errorType(error) || name}); check the user, the password and the rights`,
    invalid: `Kafka says ${errorType(error)}`,
    unreachable: isPassing(error)
      ? `the coordinator of its group is moving or still starting (${errorType(error)})`
      : `no broker answers (${errorType(error) || connectionWords(error) || name || "no reason given"})`,
    closed: "it was closed",
  }[code];
  return new BrokerError(code, `Source "${source}" could not ${doing}: ${why}.`, { cause: error });
}
