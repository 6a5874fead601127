import type { Place } from "@/server/access/permissions";
import { globMatches } from "@/server/text/glob";
import { markLine } from "@/server/text/marked";

interface Patterns {
  readonly sources: readonly string[];
  readonly queues: readonly string[];
}

const mostNames = 3;

/** Which of the watched queues a role would hold in now. `none`: a pattern matches nothing, which may be a slip. `places` null: nobody counted. */
export function matchWords(
  { sources, queues }: Patterns,
  places: readonly Place[] | null,
): { readonly words: string; readonly none: boolean } {
  if (places === null) return { words: "There are too many queues here to try the patterns on them.", none: false };
  const fits = (patterns: readonly string[], name: string) => patterns.some((pattern) => globMatches(pattern, name));
  const within = places.filter(({ source }) => fits(sources, source));
  const matched = within.filter(({ queue }) => fits(queues, queue));
  const idle = [
    ...sources.filter((pattern) => !places.some(({ source }) => globMatches(pattern, source))),
    ...queues.filter((pattern) => !within.some(({ queue }) => globMatches(pattern, queue))),
  ].filter((pattern) => pattern !== "*");
  const slips = idle.length > 0 ? ` Nothing matches ${idle.map((pattern) => `“${markLine(pattern)}”`).join(", ")}.` : "";
  if (matched.length === 0)
    return { words: `Matches no watched queue now.${slips} It holds in queues of such names that are watched later.`, none: true };
  const names = matched.slice(0, mostNames).map(({ source, queue }) => markLine(`${source}/${queue}`));
  const more = matched.length > mostNames ? ` and ${matched.length - mostNames} more` : "";
  return {
    words: `Matches ${matched.length} ${matched.length === 1 ? "queue" : "queues"} now: ${names.join(", ")}${more}.${slips}`,
    none: idle.length > 0,
  };
}
