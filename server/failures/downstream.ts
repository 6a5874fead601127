import type { Category, FailureError, FailureRules, Frame } from "./failure.ts";
import { globFits } from "../text/glob.ts";

const aboutDownstreams: ReadonlySet<Category> = new Set([
  "timeout",
  "connection",
  "throttled",
  "unavailable",
  "downstream_5xx",
  "downstream_answer",
  "auth",
]);
const scannedText = 2_000;
const host = String.raw`([a-z][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,8})`;

/** A link for the reader, or a name of XML: nobody was called there. */
const mention = String.raw`(?<!\b(?:see|visit|check|refer to|read more|more|info|information|details|help|docs?|documentation|link|xmlns(?::\w{1,20})?)[\s\w]{0,20}[:=(]?\s?["'<(]?)`;

/** Each says in so many words whom the call was for. A single plain word counts only where nothing but a name can stand. */
const naming: readonly RegExp[] = [
  new RegExp(String.raw`${mention}\bhttps?://(?:[^\s/@]{1,200}@)?${host}(?=[:/?#\s"'<>)\],;.]|$)`, "i"),
  new RegExp(String.raw`\bcircuit ?breaker ['"]${host}['"]`, "i"),
  new RegExp(String.raw`\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|UnknownHostException:?) ${host}(?![\w.-])`, "i"),
  new RegExp(String.raw`\blookup ${host}(?: on |:)`, "i"),
  new RegExp(String.raw`\b(?:connect(?:ion)? to|connecting to|dial tcp:?|refused:|failed to connect to) \[?${host}[:/]\[?\d`, "i"),
  new RegExp(
    String.raw`\b(?:no answer|no response|no reply|timed out waiting for|response) from ${host}(?= (?:within|after|for)\b|[:(,.]|$)`,
    "i",
  ),
  new RegExp(String.raw`\(${host}:\d{1,5}\)`, "i"),
];
const nobody = new Set(["localhost", "the", "server", "host", "upstream", "downstream", "remote", "service", "it", "a", "an"]);

/** The service that the error is about: as configured, else as its text names it; null when neither does. */
export function downstreamOf(
  category: Category,
  errors: readonly FailureError[],
  frames: readonly Frame[],
  configured: FailureRules["downstreams"],
): string | null {
  for (const { name, match } of configured) {
    if (errors.some(({ type, text }) => (type !== null && globFits(match, type)) || (text !== null && globFits(match, text)))) return name;
    if (frames.some((frame) => globFits(match, frame.name) || globFits(match, frame.module))) return name;
  }
  if (!aboutDownstreams.has(category)) return null;
  for (const { text } of errors) {
    const named = text === null ? null : namedIn(text.slice(0, scannedText));
    if (named) return named;
  }
  return null;
}

function namedIn(text: string): string | null {
  for (const pattern of naming) {
    const name = pattern
      .exec(text)?.[1]
      ?.toLowerCase()
      .replace(/\.svc(?:\.cluster\.local)?$/, "");
    if (name && !nobody.has(name) && !/\d{1,3}[.-]\d{1,3}[.-]\d{1,3}/.test(name)) return name;
  }
  return null;
}
