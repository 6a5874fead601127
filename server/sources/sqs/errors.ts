import { BrokerError, type BrokerErrorCode } from "../port.ts";

const missing = ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "NonExistentQueue"];
const denied = [
  "AccessDenied",
  "AccessDeniedException",
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "CredentialsProviderError",
];

const content = [
  "BatchRequestTooLong",
  "InvalidAttributeValue",
  "InvalidMessageContents",
  "InvalidParameterValue",
  "InvalidParameterValueException",
  "MissingParameter",
];

export function isMissing(error: unknown): boolean {
  return missing.includes(nameOf(error));
}

export function isDenied(error: unknown): boolean {
  return denied.includes(nameOf(error));
}

/** SQS does not take what is in a message; its words name that, and no credentials. */
export function blamesContent(error: unknown): error is Error {
  return error instanceof Error && content.includes(error.name);
}

/** The broker said no, for a reason of its own: nothing was sent. Timeouts, lost connections and its own failures tell nothing. */
export function isRefusal(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
}

export function toBrokerError(source: string, doing: string, error: unknown): BrokerError {
  if (error instanceof BrokerError) return error;
  const name = nameOf(error);
  const code: BrokerErrorCode = missing.includes(name)
    ? "missing"
    : denied.includes(name)
      ? "denied"
      : isRefusal(error)
        ? "invalid"
        : "unreachable";
  const why =
    code === "unreachable"
      ? "SQS does not answer"
      : code === "denied"
        ? "SQS denies access; check the credentials and the policy"
        : code === "missing"
          ? "there is no such queue"
          : name;
  return new BrokerError(code, `Source "${source}" could not ${doing}: ${why}.`, { cause: error });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}
