import { reasonWords } from "@/server/replays/words";
import { numberText } from "@/server/text/numbers";
import type { Replay } from "./replay";

/** What was chosen and is not sent, by reason; nothing where all of it is. */
export function Unsent({ of }: { of: Replay["unsent"] }) {
  if (of.length === 0) return null;
  return (
    <ul className="mt-2 grid gap-0.5 text-12 text-ink-2" aria-label="Not sent">
      {of.map(({ state, code, n }) => (
        <li key={`${state} ${code}`}>
          <b className="font-550 text-ink">
            {numberText(n)} {state}
          </b>
          : {code === null ? "why was not noted" : reasonWords({ code, data: null })}
        </li>
      ))}
    </ul>
  );
}
