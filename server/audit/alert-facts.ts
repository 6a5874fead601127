import { listWords } from "../text/list.ts";
import { numberText } from "../text/numbers.ts";

type Facts = Readonly<Record<string, unknown>>;

/** What acts of alerts, channels and breakers noted of themselves, in words; each null where it is not there. */
export const alertFacts: readonly ((facts: Facts) => string | null)[] = [
  ({ downstream }) => (typeof downstream === "string" ? `the breaker of ${downstream}` : null),
  ({ instance, states }) => (Array.isArray(states) ? `${typeof instance === "string" ? `${instance}: ` : ""}${states.join(", ")}` : null),
  ({ act, queues }) => (act === "silence" && Array.isArray(queues) && queues.length > 0 ? `in the queues ${queues.join(", ")}` : null),
  ({ channel, alert }) => (typeof channel === "string" && typeof alert === "number" ? `of alert ${alert} by ${channel}` : null),
  ({ act, team }) => (act === "own" ? `to ${typeof team === "string" ? team : "nobody"}` : null),
  ({ before, after }) => (isFacts(after) ? saved(isFacts(before) ? before : null, after) : null),
  ({ act, said }) => (act === "tested" && typeof said === "string" ? said.replace(/\.$/, "") : null),
  ({ host }) => (typeof host === "string" ? `which is told through ${host}` : null),
  ({ takenFrom }) => (typeof takenFrom === "number" ? `which person ${takenFrom} had` : null),
  expired,
];

const most = 120;

/** A rule of a page: what is in it, or what of it changed. */
function saved(before: Facts | null, after: Facts): string {
  const [was, is] = [flat(before ?? {}), flat(after)];
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key));
  if (before)
    return changed.length > 0
      ? changed.map((key) => `${key} from ${was.get(key) ?? "none"} to ${is.get(key) ?? "none"}`).join(", ")
      : "nothing changed";
  return `new: ${changed.map((key) => `${key} ${is.get(key)}`).join(", ")}`;
}

/** Each value that is set, as text, by its key: `where.queues`. */
function flat(facts: Facts, under = ""): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(facts).flatMap(([key, value]): (readonly [string, string])[] => {
      if (value === null || (Array.isArray(value) && value.length === 0)) return [];
      return isFacts(value) ? [...flat(value, `${under}${key}.`)] : [[`${under}${key}`, textOf(value)]];
    }),
  );
}

function textOf(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

function expired({ act, alerts, changes, alertDays }: Facts): string | null {
  if (act !== "expired") return null;
  const parts = [counted(alerts, "alert"), counted(changes, "change")].filter((part) => part !== null);
  return parts.length > 0 ? `${listWords(parts)}, older than ${String(alertDays)} days` : null;
}

function counted(n: unknown, noun: string): string | null {
  return typeof n === "number" ? `${numberText(n)} ${noun}${n === 1 ? "" : "s"}` : null;
}

function isFacts(value: unknown): value is Facts {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
