import { builtInRules } from "./category-rules.ts";
import type { Category, FailureError, FailureRules, Verdict } from "./failure.ts";
import { globFits } from "../text/glob.ts";
import { shortType } from "./title.ts";

const scannedText = 4_000;

const byReason: Readonly<Record<string, { readonly category: Category; readonly because: string }>> = {
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
  downstream_5xx: "transient",
  auth: "transient",
  expired: "transient",
  overflow: "transient",
  missing_data: "unknown",
  duplicate: "unknown",
  delivery_limit: "unknown",
  unknown: "unknown",
};

export function verdictOf(category: Category): Verdict {
  return verdicts[category];
}

/**
 * The category and the words that it rests on. The operator's rules come first, then the built-in ones, from the root error outwards and
 * for each its type before its text; without any error the broker's reason.
 */
export function categorize(errors: readonly FailureError[], reason: string | null, configured: FailureRules["categories"]): Reasoned {
  const told = byConfig(errors, configured) ?? byError(errors);
  if (told) return told;
  const stated = reason !== null && Object.hasOwn(byReason, reason) ? byReason[reason] : undefined;
  if (stated && (errors.length === 0 || stated.category === "delivery_limit")) return stated;
  return {
    category: "unknown",
    because: errors.length > 0 ? "The error that is carried fits no rule." : "No error is carried, only that it died.",
  };
}

interface Reasoned {
  readonly category: Category;
  readonly because: string;
}

function byConfig(errors: readonly FailureError[], configured: FailureRules["categories"]): Reasoned | null {
  for (const { match, category } of configured) {
    const hit = errors.find((error) => fits(match.errorType, error.type) && fits(match.errorText, error.text));
    if (hit) return { category, because: `redrive.yaml says that ${hit.type ?? "this error text"} is ${category}.` };
  }
  return null;
}

function byError(errors: readonly FailureError[]): Reasoned | null {
  for (const [index, { type, text }] of errors.entries()) {
    const where = index === 0 && errors.length > 1 ? "root error" : "error";
    const byType = type === null ? undefined : builtInRules.find(({ types }) => types.test(shortType(type)));
    if (byType && type !== null) return { category: byType.category, because: `The ${where} is ${shortType(type)}.` };
    const said = text === null ? null : textRule(text);
    if (said) return { category: said.category, because: `The text of the ${where} says “${said.words}”.` };
  }
  return null;
}

function textRule(text: string): { readonly category: Category; readonly words: string } | null {
  const scanned = text.slice(0, scannedText);
  for (const { category, texts } of builtInRules) {
    const words = texts?.exec(scanned)?.[0];
    if (words) return { category, words };
  }
  return null;
}

/** A pattern that is not given fits everything; one that is given does not fit what is not carried. */
function fits(pattern: string | undefined, text: string | null): boolean {
  return pattern === undefined || (text !== null && globFits(pattern, text));
}
