import { permissionOf } from "./watch.ts";
import { BrokerError, type BrokerErrorCode } from "../port.ts";
import { tlsWords } from "../read-tls.ts";

/** Names of errors without "Exception" at their end: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html */
const missing = ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "NonExistentQueue"];
const denied = [
  "AccessDenied",
  "AuthFailure",
  "CredentialsProviderError",
  "ExpiredToken",
  "IncompleteSignature",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidSecurity",
  "InvalidSignature",
  "KmsAccessDenied",
  "KMS.AccessDenied",
  "MissingAuthenticationToken",
  "NotAuthorized",
  "OptInRequired",
  "RequestExpired",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
  "TokenProviderError",
  "UnrecognizedClient",
];
const throttled = /throttl|^(?:TooManyRequests|RequestLimitExceeded|BandwidthLimitExceeded|SlowDown)$/i;

const content = [
  "BatchRequestTooLong",
  "InvalidAttributeValue",
  "InvalidMessageContents",
  "InvalidParameterValue",
  "MissingParameter",
  "RequestEntityTooLarge",
];

export function isMissing(error: unknown): boolean {
  return missing.includes(nameOf(error));
}

export function isDenied(error: unknown): boolean {
  return denied.includes(nameOf(error));
}

/** SQS knows who asks, and does not allow this one action. */
export function isForbidden(error: unknown): boolean {
  return nameOf(error) === "AccessDenied";
}

/** SQS does not take what is in a message; its words name that, and no credentials. */
export function blamesContent(error: unknown): error is Error {
  return error instanceof Error && content.includes(nameOf(error));
}

/** Why surely nothing of a request was taken, although another time it may be, as a sentence; null: it may have been. `name`: of an error of SQS. */
export function notTaken(name: string): string | null {
  const code = bare(name);
  if (throttled.test(code)) return `SQS throttles its callers (${code}).`;
  return denied.includes(code) || /^kms/i.test(code) ? `SQS denies access (${code}): check the credentials and the policy.` : null;
}

/** The same of a request that failed as a whole. */
export function notSent(error: unknown): string | null {
  const name = nameOf(error);
  const told = notTaken(name);
  if (told !== null) return told;
  const status = statusOf(error);
  if (status !== undefined) return status >= 400 && status < 500 && status !== 408 ? `SQS refuses the request (${name}).` : null;
  return isUnconnected(error) ? `SQS cannot be reached (${codeOf(error) || name}).` : null;
}

/** No connection was made, so no byte of the request was written. */
function isUnconnected(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const [first = error] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  const syscall = first instanceof Error && "syscall" in first ? first.syscall : null;
  if (syscall === "connect" || syscall === "getaddrinfo" || /did not establish a connection/.test(error.message)) return true;
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

/** The broker said no, for a reason of its own: nothing was sent. Timeouts, lost connections and its own failures tell nothing. */
function isRefusal(error: unknown): boolean {
  const status = statusOf(error);
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
        ? isForbidden(error)
          ? `SQS denies ${permissionOf(error) ?? "access"}; allow it in the policy of Redrive's role, or of the queue`
          : `SQS denies access (${name}); check the credentials`
        : code === "missing"
          ? "there is no such queue"
          : name;
  const words = code === "unreachable" && error instanceof Error ? tlsWords(error.message) : "";
  return new BrokerError(code, `Source "${source}" could not ${doing}: ${why}.${words}`, { cause: error });
}

/** The name of an error without "Exception" at its end; "" of what is none. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? bare(error.name) : "";
}

function bare(name: string): string {
  return name.replace(/(?!^)Exception$/, "");
}
