import { globFits } from "./category.ts";
import type { Category, FailureError, FailureRules, Frame } from "./failure.ts";

const aboutDownstreams: readonly Category[] = ["timeout", "connection", "throttled", "downstream_5xx", "auth"];
const url = /https?:\/\/([a-z0-9][a-z0-9.-]{0,100})/i;
const named =
  /\b(?:answer from|response from|reply from|connect(?:ion)? to|connecting to|calling|call to|request to|reach|refused:|unavailable:|429 from|\d{3} from)\s+([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*)/i;
const itself = new Set(["localhost", "the", "a", "host", "server", "database", "remote"]);

/** The service that the error is about: as configured, else as the text names it in so many words; null when neither does. */
export function downstreamOf(
  category: Category,
  errors: readonly FailureError[],
  frames: readonly Frame[],
  configured: FailureRules["downstreams"],
): string | null {
  const hay = [...errors.flatMap(({ type, text }) => [type, text]), ...frames.map(({ name }) => name)]
    .filter((text) => text !== null)
    .map((text) => text.toLowerCase());
  const rule = configured.find(({ match }) => hay.some((text) => globFits(`*${match.toLowerCase()}*`, text)));
  if (rule) return rule.name;
  if (!aboutDownstreams.includes(category)) return null;
  for (const { text } of errors) {
    const name = text && (url.exec(text)?.[1] ?? named.exec(text)?.[1])?.toLowerCase();
    if (name && !itself.has(name) && !/^[\d.]+$/.test(name)) return name;
  }
  return null;
}
