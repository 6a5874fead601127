import type { Category, HandlingCount, Verdict } from "../failures/failure.ts";
import { countsText } from "../failures/words.ts";
import { isBareWrapper } from "../failures/wrappers.ts";
import type { FoundOriginal } from "./delivered.ts";
import type { MessageState } from "./transitions.ts";
import { type Standing, standingWords } from "../failures/standing.ts";
import { type SourceFacts, sourceLines } from "./source-lines.ts";
import { numberText } from "../text/numbers.ts";

/** What the message page rests its first sentence on. */
export interface AnswerFacts {
  readonly state: MessageState;
  readonly eventType: string;
  readonly eventKey: string | null;
  readonly eventId: string | null;
  readonly category: Category;
  readonly verdict: Verdict;
  readonly downstream: string | null;
  readonly frame: string | null;
  readonly errorType: string | null;
  readonly errorText: string | null;
  /** How often a consumer tried; null: not carried. */
  readonly attempts: number | null;
  readonly certain: "all" | "some" | "none";
  /** What was counted beside tries. */
  readonly counts: readonly HandlingCount[];
  readonly because: string | null;
  readonly others: number;
  readonly cameBack: boolean;
  /** It carries no mark of a replay, and is taken for a comeback by this; null: a mark says so, or it is none. */
  readonly likeBy: "event_id" | "body" | null;
  readonly replayCount: number;
  readonly cameBackAs: number | null;
  readonly duplicateOf: number | null;
  readonly releasedFrom: number | null;
  readonly capturedAgainAs: number | null;
  readonly copyInPlay: number | null;
  readonly version: number;
  /** A person changed it since it died. */
  readonly edited: boolean;
  /** Of its group. */
  readonly standing: Standing;
  /** It was sent with our marks, so a comeback would be recognised; null: it was not sent. */
  readonly watched: boolean | null;
  /** Every application that consumes it says that it has processed what was sent. */
  readonly processed: boolean;
  readonly target: string | null;
  /** Why the event itself is not, or not whole, in it; null: it is. */
  readonly incomplete: string | null;
  readonly original: FoundOriginal["found"] | null;
  readonly fate: SourceFacts["fate"];
}

export interface AnswerLine {
  readonly kind: "now" | "verdict" | "attempts" | "group" | "lineage" | "release" | "duplicate" | "edit" | "original" | "source";
  readonly tone: "bad" | "warn" | "ok" | "none";
  readonly text: string;
  /** A message that it speaks of. */
  readonly about?: number;
}

export interface MessageAnswer {
  readonly title: string;
  readonly evidence: readonly AnswerLine[];
}

const tones = { poison: "bad", transient: "warn", unknown: "none" } as const;
const advice: Readonly<Record<Verdict, string>> = {
  poison: "Poison: the same bytes will fail again. Edit or discard it.",
  transient: "Transient: a replay works once the cause is gone.",
  unknown: "Unknown: nothing that it carries says whether a replay would work.",
};

/** A discarded one is restored first: nothing else can be done with it. */
const hiddenAdvice: Readonly<Record<Verdict, string>> = {
  poison: "Poison: the same bytes would fail again. Restore it only to edit it.",
  transient: "Transient: restore it, and a replay works once the cause is gone.",
  unknown: advice.unknown,
};

/** The sentence of one message and what it rests on. What is not known is left out or said to be unknown. */
export function answerMessage(facts: AnswerFacts): MessageAnswer {
  return {
    title: titleOf(facts),
    evidence: [
      ...sourceLines(facts),
      ...nowLines(facts),
      ...verdictLines(facts),
      ...originalLines(facts),
      ...attemptLines(facts),
      ...groupLines(facts),
      ...releaseLines(facts),
      ...chainLines(facts),
    ],
  };
}

function titleOf(facts: AnswerFacts): string {
  const subject = subjectOf(facts);
  switch (facts.state) {
    case "dead":
      return `${subject} ${failed(facts)}: ${causeOf(facts)}.`;
    case "replaying":
      return `${subject} is being replayed${facts.target ? ` to ${facts.target}` : ""}.`;
    case "replayed":
      return facts.cameBackAs
        ? `${subject} was replayed and came back.`
        : `${subject} was replayed${facts.target ? ` to ${facts.target}` : ""}${sentWords(facts)}`;
    case "unknown":
      return `Nobody can tell whether ${subject} was sent: the answer of the broker was lost.`;
    case "discarded":
      return `${subject} is discarded. It can be restored.`;
    case "released":
      return facts.capturedAgainAs
        ? `${subject} was released to its dead-letter queue, and seems to have been captured again as message ${facts.capturedAgainAs}.`
        : `${subject} was released to its dead-letter queue. If it is gone from there, it can be restored.`;
  }
}

function sentWords({ processed, watched }: AnswerFacts): string {
  if (processed) return " and was processed.";
  return watched === false ? ". Whether it died again is not known: it carries no mark of Redrive." : " and has not come back.";
}

function subjectOf({ eventType, eventKey, eventId }: AnswerFacts): string {
  const name = eventKey ?? eventId;
  return [eventType || (name ? "Message" : "A message without a type"), name].filter(Boolean).join(" ");
}

/** Of what the broker gave up, and of what carries neither an error nor a rejection, nothing says that it failed anywhere. */
const givenUp: readonly Category[] = ["expired", "overflow", "delivery_limit"];

function failed({ attempts, category, errorType, errorText, counts }: AnswerFacts): string {
  const told = errorType !== null || errorText !== null || counts.some(({ kind }) => kind === "rejected");
  if (attempts === null) return told && !givenUp.includes(category) ? "failed" : "died";
  return attempts === 1 ? "failed once" : `failed ${attempts} times`;
}

const byDownstream: Partial<Record<Category, string>> = {
  timeout: "did not answer in time",
  connection: "could not be reached",
  throttled: "asked for fewer calls",
  unavailable: "was not ready to serve",
  downstream_5xx: "answered with errors",
  downstream_answer: "answered with something that could not be read",
  auth: "refused the credentials",
};

interface Known {
  /** " in PaymentHandler.charge", or nothing. */
  readonly place: string;
  /** The error type without its package. */
  readonly short: string | null;
  readonly text: string | null;
  /** The type is a wrapper's, and what it wraps is not carried. */
  readonly bare: boolean;
}

const byCategory: Readonly<Record<Category, (known: Known) => string>> = {
  deserialization: () => "its handler cannot read it",
  validation: ({ place }) => `it breaks a rule${place}`,
  missing_data: () => "data that it needs is not there",
  duplicate: () => "it seems to have been handled before",
  code_bug: ({ short, place }) => `${short ?? "a bug"}${place}`,
  timeout: ({ place }) => `a call timed out${place}`,
  connection: ({ place }) => `a connection failed${place}`,
  throttled: () => "it was throttled",
  conflict: ({ place }) => `other work was in its way${place}: a lock, a deadlock or another write`,
  unavailable: ({ place }) => `something it needs was not ready${place}: starting, stopping or failing over`,
  downstream_5xx: ({ place }) => `a downstream answered with an error${place}`,
  downstream_answer: ({ place }) => `an answer to a call could not be read${place}`,
  auth: () => "it was not allowed to do what it must",
  expired: () => "it waited longer than its time to live",
  overflow: () => "the queue was full and pushed it out",
  delivery_limit: () => "it was returned to its queue too often",
  unknown: ({ short, place, text, bare }) => {
    if (bare) return `only the wrapper ${short} is carried, not the error inside it`;
    return short ? `${short}${place}` : (firstWords(text) ?? "why is not carried by the message");
  },
};

/** Why, in words: the downstream when it is its fault, else the kind of failure, with the place when it is known. */
export function causeOf(facts: Pick<AnswerFacts, "category" | "downstream" | "frame" | "errorType" | "errorText">): string {
  const { category, downstream, frame, errorType, errorText } = facts;
  const blamed = byDownstream[category];
  if (downstream && blamed) return `${downstream} ${blamed}`;
  const place = frame ? ` in ${frame.split(".").slice(-2).join(".")}` : "";
  const bare = isBareWrapper({ type: errorType, text: errorText });
  return byCategory[category]({ place, short: errorType?.split(/[.\\]|::/).at(-1) ?? null, text: errorText, bare });
}

function firstWords(text: string | null): string | null {
  const line = text?.split("\n")[0]?.trim();
  return line ? `“${line.length > 90 ? `${line.slice(0, 89)}…` : line}”` : null;
}

/** Whether others still die this way. What was edited since is another message, unless a downstream is to blame. */
function nowLines({ state, standing, edited, verdict }: AnswerFacts): AnswerLine[] {
  if (state !== "dead" || (edited && verdict !== "transient")) return [];
  return [
    {
      kind: "now",
      tone: { failing: "bad", lately: "none", quiet: "none", unknown: "none" }[standing.is] as AnswerLine["tone"],
      text: standingWords(standing),
    },
  ];
}

function verdictLines({ verdict, because, state, edited, version }: AnswerFacts): AnswerLine[] {
  if (state !== "dead" && state !== "discarded") return [];
  if (edited && verdict === "unknown")
    return [
      {
        kind: "verdict",
        tone: "none",
        text: `Unknown: version ${version} was never tried. ${because ? `Before the edit: ${because}` : ""}`.trim(),
      },
    ];
  const next = (state === "discarded" ? hiddenAdvice : advice)[verdict];
  return [{ kind: "verdict", tone: state === "discarded" ? "none" : tones[verdict], text: because ? `${next} ${because}` : next }];
}

const missed = {
  gone: "Its topic did not hold that record any more when Redrive read the dead letter.",
  newer: "A newer record stood in its place when Redrive read the dead letter: the topic was recreated.",
  unread: "Redrive could not read that record when it captured the dead letter. Fetch it on the Payload tab while its topic holds it.",
} as const;

/** Whether the event itself is there, where the dead letter came without it. */
function originalLines({ incomplete, original, version }: AnswerFacts): AnswerLine[] {
  if (original === "taken")
    return [
      { kind: "original", tone: "none", text: "It is whole: Redrive fetched the original record, which the dead letter itself lacks." },
    ];
  const why = original && missed[original];
  // A later version may hold what a person has fetched.
  if (version > 1 || (!incomplete && !why)) return [];
  return [
    {
      kind: "original",
      tone: "warn",
      text: [incomplete ?? "The dead letter lacks its original's headers.", why].filter(Boolean).join(" "),
    },
  ];
}

function attemptLines({ attempts, certain, counts }: AnswerFacts): AnswerLine[] {
  const counted = countsText(counts);
  const line = (text: string): AnswerLine => ({ kind: "attempts", tone: "none", text });
  if (attempts === null)
    return [
      line(
        counted
          ? `${counted}; how often a consumer tried is not carried.`
          : "How often it was tried is unknown: the message does not carry it.",
      ),
    ];
  const rest = counted ? [line(`${counted}.`)] : [];
  if (certain === "all") return rest;
  return [
    line(
      certain === "some"
        ? `Of the ${attempts} attempts some are only counted: their times and errors were not kept.`
        : attempts === 1
          ? "Of the one attempt no time or error was kept."
          : `Of the ${attempts} attempts only the number is known.`,
    ),
    ...rest,
  ];
}

/** Without an error nothing says that two messages failed the same way. */
function groupLines({ others, errorType, errorText }: AnswerFacts): AnswerLine[] {
  const same = errorType === null && errorText === null ? "died in this queue without a recorded error" : "failed the same way";
  const which = others === 0 ? "Nothing else" : `${numberText(others)} ${others === 1 ? "other" : "others"}`;
  return [{ kind: "group", tone: "none", text: `${which} ${same}.` }];
}

/** That it is the same message is never proven: an application may publish the same bytes. */
function releaseLines({ releasedFrom, capturedAgainAs, copyInPlay, state }: AnswerFacts): AnswerLine[] {
  const line = (about: number, tone: AnswerLine["tone"], text: string): AnswerLine => ({ kind: "release", tone, text, about });
  const from = releasedFrom
    ? [line(releasedFrom, "none", `It may be message ${releasedFrom}, released and captured again: same queue, headers and body.`)]
    : [];
  const again = `Message ${capturedAgainAs} was captured after the release, with the same headers and body.`;
  const twice = "If both are replayed, consumers may get it twice.";
  if (state === "released") return capturedAgainAs ? [...from, line(capturedAgainAs, "none", `${again} Act on that one. ${twice}`)] : from;
  if (capturedAgainAs && capturedAgainAs !== copyInPlay) return [...from, line(capturedAgainAs, "none", again)];
  if (capturedAgainAs) return [...from, line(capturedAgainAs, "warn", `${again} ${twice}`)];
  return copyInPlay ? [...from, line(copyInPlay, "warn", `Message ${copyInPlay} was restored or replayed. ${twice}`)] : from;
}

const likeWords = { event_id: "the same event id", body: "the same key and body" };

function cameBackWords({ likeBy, replayCount }: AnswerFacts): string {
  const replays = replayCount === 1 ? "a replay" : `${replayCount} replays`;
  return likeBy === null
    ? `It came back after ${replays}.`
    : `It may be a comeback after ${replays}: it has ${likeWords[likeBy]}, but no mark of Redrive.`;
}

function chainLines(facts: AnswerFacts): AnswerLine[] {
  const { cameBack, duplicateOf, version, original, cameBackAs, state } = facts;
  const lines: AnswerLine[] = [];
  if (cameBack) lines.push({ kind: "lineage", tone: "warn", text: cameBackWords(facts) });
  if (cameBackAs) lines.push({ kind: "lineage", tone: "warn", text: `It is dead again as message ${cameBackAs}.` });
  if (duplicateOf)
    lines.push({
      kind: "duplicate",
      tone: "warn",
      text: `It may be a second delivery of message ${duplicateOf}: same queue, headers and body.`,
    });
  if (version > (original === "taken" ? 2 : 1))
    lines.push({ kind: "edit", tone: "none", text: `It was edited: ${edited(version, state)}.` });
  return lines;
}

function edited(version: number, state: MessageState): string {
  if (state === "replayed") return `version ${version} was sent`;
  return state === "dead" || state === "replaying" ? `a replay sends version ${version}` : `it is at version ${version}`;
}
