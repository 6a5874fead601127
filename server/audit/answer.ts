import { actWords } from "./entry.ts";
import type { AuditPeriod } from "./words.ts";
import { numberText } from "../text/numbers.ts";

export interface ActCount {
  /** Who, the same for all names that they had. */
  readonly who: string;
  readonly name: string;
  readonly permission: string;
  readonly act: string | null;
  readonly result: string;
  readonly n: number;
}

const spans: Readonly<Record<AuditPeriod, string>> = { "24h": "in the last 24 hours", "7d": "in the last 7 days", all: "so far" };
const mostKinds = 4;

/** The sentence over the log. */
export function answerAudit(period: AuditPeriod, counts: readonly ActCount[]): { readonly title: string; readonly sub: string } {
  const span = spans[period];
  const of = (result: string) => counts.filter((count) => count.result === result).reduce((sum, { n }) => sum + n, 0);
  const [done, refused, failed] = [of("allowed"), of("refused"), of("failed")];
  if (done + refused + failed === 0)
    return {
      title: `Nobody changed anything ${span}.`,
      sub: "Every act that changes something is written here, with who, when, from where and why.",
    };
  const trouble = [
    refused > 0 ? `${numberText(refused)} ${refused === 1 ? "was" : "were"} refused` : null,
    failed > 0 ? `${numberText(failed)} failed` : null,
  ].filter(Boolean);
  const acts = done + refused + failed;
  const people = new Set(counts.map(({ who }) => who)).size;
  const by = people === 1 ? (counts[0]?.name ?? "") : `${numberText(people)} actors`;
  return {
    title: `${numberText(acts)} ${acts === 1 ? "act" : "acts"} ${span}${trouble.length > 0 ? `; ${trouble.join(", ")}` : ", none refused"}.`,
    sub: `By ${by}: ${kinds(counts)}.`,
  };
}

function kinds(counts: readonly ActCount[]): string {
  const sums = new Map<string, number>();
  for (const { permission, act, result, n } of counts) {
    const words = actWords({ permission, result: result === "allowed" ? "allowed" : "refused", data: act ? { act } : null });
    const key = JSON.stringify([`${words[0]?.toLowerCase()}${words.slice(1)}`, nounOf(permission, act)]);
    sums.set(key, (sums.get(key) ?? 0) + n);
  }
  const sorted = [...sums].toSorted(([, a], [, b]) => b - a);
  const named = sorted.slice(0, mostKinds).map(([key, n]) => {
    const [words, noun] = JSON.parse(key) as [string, string];
    if (noun === "") return n > 1 ? `${words} ${numberText(n)} times` : words;
    return n > 1
      ? `${words} ${noun === "person" ? "people" : `${noun}s`} ${numberText(n)} times`
      : `${words} ${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
  });
  return [...named, ...(sorted.length > mostKinds ? ["more below"] : [])].join(", ");
}

/** What acts of alerts are done to, where that is no alert. */
const ofAlerts: Readonly<Record<string, string>> = {
  pause: "channel",
  resume: "channel",
  test: "channel",
  tested: "channel",
  "send again": "notice",
  "save rule": "rule",
  "remove rule": "rule",
  "save owner": "owner",
  "remove owner": "owner",
  silence: "silence",
  "end silence": "silence",
};

/** What these are about says the permission itself. */
const ofNothing: ReadonlySet<string> = new Set(["account.setup", "audit.view", "settings.view"]);

/** An act on many messages is ended or cancelled as one. */
function nounOf(permission: string, act: string | null): string {
  const [noun = ""] = permission.split(".");
  if (noun === "session") return act === "revoke" ? "person" : "";
  if (ofNothing.has(permission)) return "";
  if (noun === "people" || noun === "account") return act === "setup link" ? "first account" : "person";
  if (noun === "alert") return (act && ofAlerts[act]) ?? noun;
  return noun === "message" && (act === "complete" || act === "cancel") ? "bulk act" : noun;
}
