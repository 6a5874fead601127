import type { Category, FailureError, FailureRules, Verdict } from "./failure.ts";

interface Rule {
  readonly category: Category;
  /** Parts of the type's last name, lower case. */
  readonly types: readonly string[];
  /** Parts of the text, lower case. */
  readonly texts: readonly string[];
}

/** First match wins. Narrow before wide: a deserialization that timed out is a timeout only when its type says so. */
const rules: readonly Rule[] = [
  {
    category: "deserialization",
    types: [
      "deserializ",
      "jsonparse",
      "jsonprocessing",
      "jsonmapping",
      "jsondecode",
      "unexpectedtoken",
      "messageconversion",
      "malformed",
      "unicodedecode",
      "invalidformat",
      "mismatchedinput",
      "unrecognizedproperty",
      "avro",
      "protobuf",
      "serializationexception",
      "syntaxerror",
    ],
    texts: [
      "cannot deserialize",
      "could not deserialize",
      "failed to convert message",
      "unexpected token",
      "not valid json",
      "unexpected end of json",
      "invalid json",
      "invalid utf-8",
      "unknown magic byte",
      "cannot parse",
      "invalid_json",
    ],
  },
  {
    category: "duplicate",
    types: ["duplicatekey", "duplicateevent", "uniqueviolation", "uniqueconstraint", "alreadyprocessed", "alreadyexists"],
    texts: ["duplicate key", "already processed", "already exists", "unique constraint"],
  },
  {
    category: "validation",
    types: [
      "validation",
      "constraintviolation",
      "illegalargument",
      "argumentexception",
      "argumentnull",
      "argumentoutofrange",
      "invalidargument",
      "rangeerror",
      "zoderror",
      "businessrule",
      "unknowncarrier",
      "invalidorder",
    ],
    texts: ["validation failed", "must not be", "is not valid", "invalid value", "is required", "schema violation"],
  },
  {
    category: "missing_data",
    types: ["notfound", "nosuchelement", "entitynotfound", "doesnotexist", "sequencegap", "emptyresult"],
    texts: ["not found", "does not exist", "no such", "no row", "waits for"],
  },
  {
    category: "throttled",
    types: ["toomanyrequests", "ratelimit", "throttl", "requestnotpermitted", "bulkheadfull", "provisionedthroughput"],
    texts: ["429", "too many requests", "rate limit", "rate exceeded", "throttl", "retry after"],
  },
  {
    category: "auth",
    types: [
      "unauthorized",
      "forbidden",
      "accessdenied",
      "authentication",
      "authorization",
      "credentials",
      "no_permissions",
      "failed_to_assume_role",
    ],
    texts: ["401", "403", "access denied", "not authorized", "unauthorized", "permission denied", "expired token", "no_permissions"],
  },
  {
    category: "timeout",
    types: ["timeout", "timedout", "deadlineexceeded", "taskcancel"],
    texts: ["timed out", "timeout", "deadline exceeded", "etimedout", "no answer"],
  },
  {
    category: "downstream_5xx",
    types: ["internalservererror", "serviceunavailable", "badgateway", "gatewaytimeout", "servererror", "httpserver", "error_from_target"],
    texts: ["500 internal", "502", "503", "504", "service unavailable", "bad gateway", "internal server error"],
  },
  {
    category: "connection",
    types: [
      "connect",
      "socket",
      "econn",
      "unknownhost",
      "noroutetohost",
      "networkerror",
      "ioexception",
      "brokerunreachable",
      "circuitbreakeropen",
      "callnotpermitted",
      "brokencircuit",
      "breakeropen",
      "connection_failure",
    ],
    texts: [
      "econnrefused",
      "econnreset",
      "connection refused",
      "connection reset",
      "could not connect",
      "broken pipe",
      "no route to host",
      "enotfound",
      "fetch failed",
      "socket hang up",
      "circuit breaker",
    ],
  },
  {
    category: "code_bug",
    types: [
      "nullpointer",
      "nullreference",
      "typeerror",
      "referenceerror",
      "classcast",
      "invalidcast",
      "indexoutofrange",
      "indexerror",
      "keyerror",
      "attributeerror",
      "nomethoderror",
      "nameerror",
      "unsupportedoperation",
      "notimplemented",
      "illegalstate",
      "invalidoperation",
      "assertion",
      "stackoverflow",
      "arithmetic",
      "dividebyzero",
      "zerodivision",
      "runtime.error",
      "arrayindex",
    ],
    texts: [
      "nil pointer",
      "is not a function",
      "cannot read propert",
      "undefined method",
      "object reference not set",
      "index out of range",
      "null pointer",
      "panic:",
    ],
  },
];

const byReason: Readonly<Record<string, Category>> = { expired: "expired", maxlen: "overflow", delivery_limit: "delivery_limit" };

const verdicts: Readonly<Record<Category, Verdict>> = {
  deserialization: "poison",
  validation: "poison",
  code_bug: "poison",
  timeout: "transient",
  connection: "transient",
  throttled: "transient",
  downstream_5xx: "transient",
  auth: "transient",
  missing_data: "transient",
  duplicate: "unknown",
  expired: "unknown",
  overflow: "unknown",
  delivery_limit: "unknown",
  unknown: "unknown",
};

export function verdictOf(category: Category): Verdict {
  return verdicts[category];
}

/** The category and what it was read from. The operator's rules come first; then types from the root outwards; then texts; then the broker's reason. */
export function categorize(
  errors: readonly FailureError[],
  reason: string | null,
  configured: FailureRules["categories"],
): { readonly category: Category; readonly because: string } {
  for (const { match, category } of configured) {
    const hit = errors.find((error) => fits(match.errorType, error.type) && fits(match.errorText, error.text));
    if (hit) return { category, because: `redrive.yaml says that ${hit.type ?? "this text"} is ${category}` };
  }
  for (const error of errors) {
    const name = error.type?.toLowerCase();
    const rule = name && rules.find(({ types }) => types.some((part) => name.includes(part)));
    if (rule) return { category: rule.category, because: `the error is ${error.type}` };
  }
  for (const error of errors) {
    const text = error.text?.toLowerCase();
    const rule = text && rules.find(({ texts }) => texts.some((part) => text.includes(part)));
    if (rule) return { category: rule.category, because: `the error text says “${rule.texts.find((part) => text.includes(part))}”` };
  }
  const category = reason === null ? undefined : byReason[reason];
  if (category && errors.length === 0) return { category, because: `the broker says ${reason}` };
  return { category: "unknown", because: errors.length > 0 ? "the error fits no rule" : "no error is carried" };
}

/** Case-insensitive; `*` stands for anything; without one the pattern is found anywhere. Absent patterns fit. */
function fits(pattern: string | undefined, text: string | null): boolean {
  if (pattern === undefined) return true;
  if (text === null) return false;
  return globFits(pattern.includes("*") ? pattern.toLowerCase() : `*${pattern.toLowerCase()}*`, text.toLowerCase());
}

/** Walks the literal parts in order: linear, unlike a pattern turned into a regular expression. */
export function globFits(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (parts.length === 1) return pattern === text;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
