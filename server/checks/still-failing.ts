import { numberArray } from "../db/arrays.ts";
import { isPast, nowBegins, nowMinutes, paceWords } from "../failures/standing.ts";
import type { Candidate } from "./candidate.ts";
import { type Check, sentences } from "./check.ts";

/** Deaths of the chosen groups that count as now. */
interface Failing {
  readonly ten: number;
  readonly agoMs: number;
}

/** What made it die still kills others. An edit of poison is not what died. It is sent: somebody may know better. */
export function isFailing({ failing, verdict, edited }: Pick<Candidate, "failing" | "verdict" | "edited">): boolean {
  return failing.length > 0 && (!edited || verdict === "transient");
}

export const stillFailing: Check<Failing, null> = {
  code: "still_failing",
  when: ["plan"],
  per: "class",
  applies: ({ target }) => target.to !== "release",
  read: async ({ sql, clock }, candidates) => {
    const sent = candidates.filter(isFailing);
    const groups = [...new Set((sent.length > 0 ? sent : candidates).flatMap(({ failing }) => failing))];
    if (groups.length === 0) return { ten: 0, agoMs: 0 };
    const now = clock();
    const [row] = await sql<[{ ten: number; last: Date | null }]>`
      select coalesce(sum(a.known), 0)::bigint as ten, (select max(last_seen_at) from groups where id = any(${numberArray(groups)}::bigint[])) as last
      from minute_arrivals a where a.group_id = any(${numberArray(groups)}::bigint[]) and a.minute > ${nowBegins(now)}`;
    return { ten: Math.max(row.ten, groups.length), agoMs: Math.max(0, now.getTime() - (row.last ?? now).getTime()) };
  },
  judge: (_, candidate) => (isFailing(candidate) ? { do: "send", data: null } : null),
  words: {
    line: (found) => {
      if (found.judged.length === 0) return null;
      const past = found.facts !== null && isPast(found.facts.agoMs);
      const pace = found.facts ? `, ${paceWords(found.facts)}` : "";
      const edited = found.judged.some(({ candidate }) => candidate.failing.length > 0);
      const asBefore = `what was not edited ${past ? "died lately" : "still dies"}${pace}; the edit may mend it`;
      return sentences({
        label: past ? "Failed lately" : "Still failing",
        some: `others ${past ? "died" : "die"} the same way${pace}`,
        none: edited ? asBefore : `no other is known to have died the same way in the last ${nowMinutes} min`,
        tone: "bad",
      })(found);
    },
    reason: () => "what made it die still kills others",
  },
};
