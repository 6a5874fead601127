import { BrokerError, type BrokerErrorCode } from "../port.ts";
import { connectWords } from "../read-tls.ts";

/** Text of an error without the words that must not be seen. */
export type Scrub = (text: string) => string;

/**
 * Takes the password of every given URL out of a text, as it was written and as it was meant. A user, host or virtual host of the same name stays: beside
 * these the word is no secret, and without them the text says nothing. So does a longer word that only holds it.
 */
export function scrubber(urls: readonly (string | null)[]): Scrub {
  const read = urls.flatMap((url) => (url !== null && URL.canParse(url) ? [new URL(url)] : []));
  const open = new Set(read.flatMap(({ username, hostname, pathname }) => [username, hostname, pathname.slice(1)].flatMap(spellings)));
  const secrets = [...new Set(read.flatMap(({ password }) => spellings(password)))];
  return (text) => secrets.reduce((left, secret) => hide(left, secret, open.has(secret)), text);
}

function hide(text: string, secret: string, isName: boolean): string {
  const inUrls = text.replaceAll(`:${secret}@`, ":***@");
  const literal = secret.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return isName ? inUrls : inUrls.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, "gu"), "***");
}

/** A part of a URL as it is written and as it is meant. */
function spellings(part: string): readonly string[] {
  if (part === "") return [];
  try {
    return [part, decodeURIComponent(part)];
  } catch {
    return [part];
  }
}

/** The AMQP reply code that the client puts on an error; null when it has none. */
export function replyCode(error: unknown): number | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "number" ? code : null;
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message || ("code" in error ? String(error.code) : error.name) : String(error);
}

/** The broker closed the connection instead of opening the virtual host. The client does not tell why. */
export function isVhostRefusal(error: unknown): boolean {
  return errorText(error).startsWith("Expected ConnectionOpenOk; got <ConnectionClose");
}

/** Why a connection could not be opened: the client's error, or the words of the broker. */
export function connectError(error: unknown, where: string, scrub: Scrub): BrokerError {
  const text = scrub(errorText(error));
  if (/\b403\b|ACCESS.REFUSED|logins? .*refused/i.test(text)) {
    return new BrokerError("denied", `RabbitMQ at ${where} refused the user or password. Check both in the source's url.`);
  }
  if (/^530 .*vhost .* not found/.test(text))
    return new BrokerError("missing", `RabbitMQ at ${where} has no such virtual host (${text}). It is the path of the source's url.`);
  if (/^530 .*access to vhost/.test(text)) {
    const mend = "Grant it: rabbitmqctl set_permissions -p <vhost> <user> <configure> <write> <read>.";
    return new BrokerError("denied", `RabbitMQ at ${where} does not let this user into the virtual host (${text}). ${mend}`);
  }
  if (text.startsWith("530 ") || isVhostRefusal(error))
    return new BrokerError(
      "denied",
      `RabbitMQ at ${where} does not open the virtual host: ${isVhostRefusal(error) ? "it did not say why" : text}.`,
    );
  return new BrokerError("unreachable", `Cannot reach RabbitMQ at ${where}: ${connectWords(text)}`);
}

/** Why an operation on a queue or exchange failed, when the broker closed the channel over it. */
export function operationError(error: unknown, what: string, scrub: Scrub): BrokerError {
  if (error instanceof BrokerError) return error;
  const text = scrub(errorText(error));
  const codes: Partial<Record<number, BrokerErrorCode>> = { 403: "denied", 404: "missing", 405: "denied", 406: "invalid", 540: "invalid" };
  const code = codes[replyCode(error) ?? 0] ?? "closed";
  const words = { missing: "does not exist", denied: "may not be used", invalid: "cannot be used so", closed: "could not be used" };
  return new BrokerError(code, `${what} ${code === "unreachable" ? "" : words[code]}: ${text}`);
}
