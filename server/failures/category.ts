import { builtInRules, byWholeType, isInvalidData, misleading, weakRules, weakTypes, withoutSchema } from "./category-rules.ts";
import { dumpedCodes, readCode } from "./error-codes.ts";
import type { Category, FailureError, FailureRules, Verdict } from "./failure.ts";
import { isOwnType } from "./own-code.ts";
import { globFits } from "../text/glob.ts";
import { remember } from "./remember.ts";
import { shortType, wordsOf } from "./type-words.ts";
import type { Bytes } from "./whose-bytes.ts";
import { isBareWrapper } from "./wrappers.ts";

const scannedText = 4_000;
const scannedStack = 65_536;
const mostNames = 40;
/** A statement with its values, as SQLAlchemy and Laravel append it: these say nothing of the error. */
const statement = /(?:\n\[(?:SQL|parameters): |\((?:Connection: [\w.-]{1,60}, )?SQL: )[^]*/;
/** Of the listener, as Spring writes it ("Listener method '...' threw exception", "Method [...]"): what it may throw is not what was thrown. */
const signature = /(?<=[mM]ethod )(['[])(?:(?:public|protected|private|static|final|void) )[^'\]\n]{1,2000}['\]]/g;

const byReason: Readonly<Record<string, Reasoned>> = {
  expired: { category: "expired", because: "The broker says expired: it waited longer than its time to live." },
  maxlen: { category: "overflow", because: "The broker says maxlen: the queue was full and pushed it out." },
  delivery_limit: {
    category: "delivery_limit",
    because: "The broker says delivery_limit: it was handed out again until the queue's limit. Why it was returned is not carried.",
  },
};

const verdicts: Readonly<Record<Category, Verdict>> = {
  deserialization: "poison",
  validation: "poison",
  code_bug: "poison",
  timeout: "transient",
  connection: "transient",
  throttled: "transient",
  conflict: "transient",
  unavailable: "transient",
  downstream_5xx: "transient",
  auth: "transient",
  expired: "transient",
  overflow: "transient",
  downstream_answer: "unknown",
  missing_data: "unknown",
  duplicate: "unknown",
  delivery_limit: "unknown",
  unknown: "unknown",
};

export function verdictOf(category: Category): Verdict {
  return verdicts[category];
}

interface Reasoned {
  readonly category: Category;
  /** A sentence. */
  readonly because: string;
}

/** What a failure is categorized by. */
export interface Told {
  /** Root cause first. */
  readonly errors: readonly FailureError[];
  /** The broker's word. */
  readonly reason: string | null;
  /** Asked only of an error of a decoder: whose bytes it read; null: this message's, as far as is carried. */
  readonly bytes: () => Bytes | null;
}

/**
 * The category and the words that it rests on. The operator's rules come first, then the built-in ones, from the root error outwards, see
 * `judgeError`; without any error the broker's reason.
 */
export function categorize({ errors, reason, bytes }: Told, configured: FailureRules["categories"]): Reasoned {
  const configuredTo = byConfig(errors, configured);
  if (configuredTo) return configuredTo;
  const told = judgeErrors(errors);
  if (told) return told.category === "deserialization" ? judgeBytes(told, bytes()) : told;
  const stated = reason !== null && Object.hasOwn(byReason, reason) ? byReason[reason] : undefined;
  if (stated && (errors.length === 0 || stated.category === "delivery_limit")) return stated;
  return { category: "unknown", because: errors.length > 0 ? nothingFits(errors) : "No error is carried, only that it died." };
}

/**
 * The category, where the text, the errors around it or the bytes tell more than the type of the root error alone; else null. Errors of one type out of one
 * frame can then be two bugs: Postgres has one type for a deadlock and for a broken rule.
 */
export function toldBeyondType(
  errors: readonly FailureError[],
  category: Category,
  configured: FailureRules["categories"],
): Category | null {
  const [root] = errors;
  if (!root) return null;
  const typed = categorize({ errors: [{ ...root, text: null, stack: null }], reason: null, bytes: () => null }, configured);
  return typed.category === category ? null : category;
}

/** The built-in rules about carried errors; null: none fits. */
function judgeErrors(errors: readonly FailureError[]): Reasoned | null {
  for (const [index, { type, text }] of errors.entries()) {
    const read = text?.slice(0, scannedText).replace(statement, "").replace(signature, "") ?? null;
    const told = judgeError(type, read, index === 0 && errors.length > 1 ? "root error" : "error");
    if (told) return told;
  }
  const stack = errors.find((error) => error.stack !== null)?.stack ?? null;
  const dumped = stack === null ? null : dumpedCodes(stack.slice(0, scannedStack));
  const told = dumped === null ? null : byWords(errors[0]?.type ?? null, dumped);
  return told && { category: told.category, because: `Below its trace it ${told.words}.` };
}

/**
 * A type that means one thing, then codes, words and names of errors in the text; the status of an answer and types that are thrown for many
 * reasons count only without these. A 5xx is the other side's fault, whatever poison its answer names.
 */
function judgeError(type: string | null, text: string | null, where: string): Reasoned | null {
  const typed = type === null || (text !== null && withoutSchema.test(text)) ? null : byType(type);
  if (typed && type !== null) return { category: typed, because: `The ${where} is ${shortType(type)}.` };
  const said = text === null ? null : (byWords(type, text) ?? byNames(text));
  const weak = weakly(type, text, where);
  if (said && !(weak?.category === "downstream_5xx" && verdicts[said.category] === "poison"))
    return { category: said.category, because: `The text of the ${where} ${said.words}.` };
  return weak;
}

/** What the type alone means; null: it says too little, or is unknown. */
const byType = remember((type: string): Category | null => {
  const whole = byWholeType.find(({ types }) => types.test(type));
  if (whole) return whole.category;
  if (misleading.test(type)) return null;
  const name = shortType(type);
  const words = wordsOf(name);
  const rule = builtInRules.find(({ names, codes }) => names.test(words) || codes?.test(name) === true);
  if (rule) return rule.category;
  const own = !type.includes(".") || isOwnType(type, []);
  return own && isInvalidData(words) ? "validation" : null;
});

interface Said {
  readonly category: Category;
  /** "says “timed out”", "carries SQLSTATE 40P01". */
  readonly words: string;
}

function byWords(type: string | null, text: string): Said | null {
  const code = readCode(type, text);
  if (code) return { category: code.category, words: `carries ${code.words}` };
  for (const { category, codes, texts } of builtInRules) {
    const words = codes?.exec(text)?.[0] ?? texts?.exec(text)?.[0];
    if (words) return { category, words: `says “${words}”` };
  }
  return null;
}

const errorName =
  /\b(?:\w{1,40}\.){0,8}[A-Z]\w{2,80}(?:Error|Exception)\b|(?<=\b[Cc]ode["']?[:=] ?["']?)[A-Za-z]\w{3,60}\b|(?<=\btype["']?[:=] ?["']?)[a-z]\w{3,60}_(?:exception|error)\b/g;

/** Names of errors in a text are read like types: "ThrottlingException: ...", "Error Code: SlowDown", "type=es_rejected_execution_exception". */
function byNames(text: string): Said | null {
  for (const [name] of [...text.matchAll(errorName)].slice(0, mostNames)) {
    const category = /[a-z][A-Z]|\w_\w/.test(name) ? byType(name) : null;
    if (category) return { category, words: `names ${shortType(name)}` };
  }
  return null;
}

function weakly(type: string | null, text: string | null, where: string): Reasoned | null {
  const words = type === null ? null : wordsOf(shortType(type));
  const typed =
    words === null
      ? undefined
      : (weakTypes.find(({ types }) => types.test(type ?? "")) ?? weakRules.find(({ names }) => names.test(words)));
  if (typed && type !== null) return { category: typed.category, because: `The ${where} is ${shortType(type)}.` };
  for (const { category, texts } of weakRules) {
    const said = text === null ? undefined : texts?.exec(text)?.[0];
    if (said) return { category, because: `The text of the ${where} says “${said}”.` };
  }
  return null;
}

function judgeBytes(told: Reasoned, bytes: Bytes | null): Reasoned {
  if (bytes === "answer")
    return {
      category: "downstream_answer",
      because: `${told.because} A client read an answer when it was thrown, so it is not about this message's bytes.`,
    };
  if (bytes === "unclear")
    return {
      category: "unknown",
      because: `${told.because} It could not read its text, but this message's body is whole JSON. Whose text it was is not carried.`,
    };
  return told;
}

function nothingFits(errors: readonly FailureError[]): string {
  const [root] = errors;
  return root?.type && errors.every(isBareWrapper)
    ? `Only a wrapper is carried, ${shortType(root.type)}; the error inside it is not.`
    : "The error that is carried fits no rule.";
}

function byConfig(errors: readonly FailureError[], configured: FailureRules["categories"]): Reasoned | null {
  for (const { match, category } of configured) {
    const hit = errors.find((error) => fits(match.errorType, error.type) && fits(match.errorText, error.text));
    if (hit) return { category, because: `redrive.yaml says that ${hit.type ?? "this error text"} is ${category}.` };
  }
  return null;
}

/** A pattern that is not given fits everything; one that is given does not fit what is not carried. */
function fits(pattern: string | undefined, text: string | null): boolean {
  return pattern === undefined || (text !== null && globFits(pattern, text));
}
