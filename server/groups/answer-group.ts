import { paceWords, type Standing, standingWords } from "../failures/standing.ts";
import { adviceWords } from "../failures/words.ts";
import { countText } from "../queues/sight.ts";
import { agoText, lastedText } from "../text/lasted.ts";
import { causesOf, sentence } from "./cause.ts";
import type { GroupAnswer, GroupAnswerLine, GroupLine, GroupSpread } from "./output.ts";
import { numberText } from "../text/numbers.ts";

export interface GroupAnswerFacts {
  readonly group: GroupLine;
  readonly eventType: string | null;
  /** The strongest evidence of the verdict. */
  readonly because: string | null;
  readonly spread: GroupSpread;
  readonly standing: Standing;
  readonly now: Date;
}

const tones = { poison: "bad", transient: "warn", unknown: "none" } as const;

/** The sentence of one group and what it rests on. */
export function answerGroup(facts: GroupAnswerFacts): GroupAnswer {
  const { group, now } = facts;
  const [cause] = causesOf([{ ...group, eventType: facts.eventType, lastAt: group.lastSeenAt, lastKnown: group.lastDeathKnown }], now);
  const words = sentence([cause?.words ?? group.title]);
  const last = agoText(now.getTime() - group.lastSeenAt.getTime());
  const title =
    group.open === 0
      ? `Nothing of this group is dead. ${countText(group.total, "message")} ${group.hasError ? "died of it" : "died without a recorded error"}, the last ${last}${group.lastDeathKnown ? "" : " or before"}.`
      : `${openingOf(facts.standing)} ${words} ${countText(group.open, "message is", "messages are")} dead.`;
  return { title, lines: [rateLine(facts), ...(group.open > 0 ? [verdictLine(facts)] : []), ...statusLines(facts), ...spreadLines(facts)] };
}

function verdictLine({ group, because }: GroupAnswerFacts): GroupAnswerLine {
  const advice = adviceWords(group.verdict, group.downstream);
  return {
    kind: "verdict",
    tone: tones[group.verdict],
    text: because ? `${advice} ${because.endsWith(".") ? because : `${because}.`}` : advice,
  };
}

/** Whether it still fails, before everything else. */
function openingOf(standing: Standing): string {
  switch (standing.is) {
    case "failing":
      return `Still failing, ${paceWords(standing)}:`;
    case "lately":
    case "quiet":
      return `Quiet for ${lastedText(standing.agoMs)}:`;
    case "unknown":
      return "It may still fail:";
  }
}

/** What the title does not say: of dead messages it says whether they still die, where that is known. */
function rateLine({ group, standing }: GroupAnswerFacts): GroupAnswerLine {
  const isTold = group.open > 0 && standing.is !== "unknown";
  const hour = group.hour > 0 ? `${numberText(group.hour)} in the last hour${undatedText(group)}.` : null;
  const text = [isTold ? null : standingWords(standing), hour ?? (isTold ? "None in the last hour." : null)].filter(Boolean).join(" ");
  return { kind: "rate", tone: standing.is === "failing" ? "bad" : "none", text };
}

/** Nothing where all deaths are known. */
function undatedText({ hour, hourUndated: n }: GroupLine): string {
  return n === 0 ? "" : `; ${n === hour ? "all" : numberText(n)} of these by capture, since their death is not known`;
}

function statusLines({ group, now }: GroupAnswerFacts): GroupAnswerLine[] {
  const by = group.triagedBy?.name ?? "somebody";
  const ago = group.triagedAt ? agoText(now.getTime() - group.triagedAt.getTime()) : "";
  switch (group.status) {
    case "new":
      return [{ kind: "status", tone: "none", text: `New: first seen ${agoText(now.getTime() - group.firstSeenAt.getTime())}.` }];
    case "escalating":
      return [
        { kind: "status", tone: "bad", text: "Escalating: the last 10 minutes brought over three times as many a minute as came before." },
      ];
    case "regressed":
      return [{ kind: "status", tone: "bad", text: `It was closed ${ago} by ${by}, and came back.` }];
    case "acknowledged":
      return [{ kind: "status", tone: "none", text: `Acknowledged ${ago} by ${by}.` }];
    case "closed":
      return [{ kind: "status", tone: "none", text: `Closed ${ago} by ${by}. The next death opens it again.` }];
    case "muted": {
      const left = lastedText((group.mutedUntil?.getTime() ?? 0) - now.getTime());
      return [{ kind: "status", tone: "none", text: `Muted by ${by} for another ${left}.` }];
    }
    case "ongoing":
      return [];
  }
}

function spreadLines({ group, spread }: GroupAnswerFacts): GroupAnswerLine[] {
  if (spread.of === 0) return [];
  const among = spread.of < group.open ? `Of the newest ${numberText(spread.of)}: ` : "";
  const lines: GroupAnswerLine[] = [
    { kind: "attempts", tone: "none", text: `${among}${among ? attemptsText(spread) : capital(attemptsText(spread))}` },
  ];
  if (spread.keys > 0)
    lines.push({
      kind: "keys",
      tone: "none",
      text: `${among}${countText(spread.keys, "key")}${spread.keys > 1 && spread.keys === spread.of ? ", a different one each" : ""}${spread.withoutKey > 0 ? `, ${numberText(spread.withoutKey)} without one` : ""}.`,
    });
  if (spread.cameBack > 0)
    lines.push({ kind: "lineage", tone: "warn", text: `${among}${numberText(spread.cameBack)} came back from a replay.` });
  if (spread.duplicates > 0)
    lines.push({ kind: "duplicates", tone: "warn", text: `${among}${numberText(spread.duplicates)} may be second deliveries.` });
  return lines;
}

function attemptsText({ fewestAttempts, mostAttempts, unknownAttempts, of }: GroupSpread): string {
  if (fewestAttempts === null || mostAttempts === null) return "how often they were tried is unknown: they do not carry it.";
  const range = fewestAttempts === mostAttempts ? `${fewestAttempts}` : `${fewestAttempts} to ${mostAttempts}`;
  const unknown = unknownAttempts > 0 ? `; ${unknownAttempts === of ? "all" : numberText(unknownAttempts)} do not carry it` : "";
  return `tried ${range} ${mostAttempts === 1 ? "time" : "times"} each${unknown}.`;
}

function capital(text: string): string {
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}
