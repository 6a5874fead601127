import type { Category, FailureError, FailureRules, Frame, Origin, Tie } from "./failure.ts";
import { globFits, globMatches } from "../text/glob.ts";

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

/** What tells which downstreams a message has. */
export interface DownstreamFacts {
  readonly source: string;
  readonly queue: string;
  readonly category: Category;
  readonly errors: readonly FailureError[];
  readonly frames: readonly Frame[];
  readonly origin: Origin | null;
  readonly eventType: string | null;
}

export interface Downstreams {
  /** The one that the error is about: as configured, else as its text names it, else the first that the message needs. null: nothing says. */
  readonly blamed: string | null;
  /** That is only by what ties it in redrive.yaml: the error says nothing of it. */
  readonly isTied: boolean;
  /** Configured ones that its handler calls, sorted: what a replay of it depends on. */
  readonly needs: readonly string[];
}

/** The downstreams of one message: two messages of one group may have different ones. Pure. */
export function downstreamsOf(facts: DownstreamFacts, { downstreams, needs }: Pick<FailureRules, "downstreams" | "needs">): Downstreams {
  const { category, errors } = facts;
  const tied = needs.filter(({ ties }) => ties.some((tie) => fits(tie, facts)));
  const told = needs.filter(({ ties }) => ties.some((tie) => tellsOfError(tie) && fits(tie, facts)));
  const isAbout = aboutDownstreams.has(category);
  const said =
    downstreams.find(({ match }) => errorsFit(match, facts) || framesFit(match, facts))?.name ??
    told[0]?.name ??
    (isAbout ? namedBy(errors) : null);
  const blamed = said ?? (isAbout ? (tied[0]?.name ?? null) : null);
  const named = needs.some(({ name }) => name === blamed) && blamed !== null ? [blamed] : [];
  return { blamed, isTied: said === null && blamed !== null, needs: [...new Set([...tied.map(({ name }) => name), ...named])].toSorted() };
}

const tellsOfError = ({ errors, frames }: Tie) => errors.length + frames.length > 0;

function fits(tie: Tie, facts: DownstreamFacts): boolean {
  const { source, queue, origin, eventType } = facts;
  const places = origin ? [origin.queue, origin.exchange, origin.topic, origin.handler].filter((place) => place !== null) : [];
  return (
    (tie.queues.length === 0 || tie.queues.some((pattern) => globMatches(pattern, `${source}/${queue}`))) &&
    (tie.origins.length === 0 || tie.origins.some((pattern) => places.some((place) => globMatches(pattern, place)))) &&
    (tie.eventTypes.length === 0 || (eventType !== null && tie.eventTypes.some((pattern) => globMatches(pattern, eventType)))) &&
    (!tellsOfError(tie) ||
      tie.errors.some((pattern) => errorsFit(pattern, facts)) ||
      tie.frames.some((pattern) => framesFit(pattern, facts)))
  );
}

function errorsFit(pattern: string, { errors }: Pick<DownstreamFacts, "errors">): boolean {
  return errors.some(({ type, text }) => (type !== null && globFits(pattern, type)) || (text !== null && globFits(pattern, text)));
}

function framesFit(pattern: string, { frames }: Pick<DownstreamFacts, "frames">): boolean {
  return frames.some((frame) => globFits(pattern, frame.name) || globFits(pattern, frame.module));
}

function namedBy(errors: readonly FailureError[]): string | null {
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
