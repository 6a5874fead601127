"use client";

import { numberText, rateText } from "@/server/text/numbers";
import { wordsOf } from "./param-words";
import type { Known } from "./preview";

/** How often the rule would have fired from other numbers; each can be tried in the form. */
export function OtherNumbers({ of, value, onTry }: { of: Known; value: string; onTry: (param: string, value: string) => void }) {
  const [first] = of.others;
  if (!first) return null;
  const own = {
    param: first.param,
    value: Number(value),
    total: of.total,
    now: of.firings.some(({ until }) => until === null),
    isOwn: true,
  };
  const all = [...of.others.map((other) => ({ ...other, isOwn: false })), own].toSorted((one, other) => one.value - other.value);
  return (
    <div className="mt-3">
      <h3 className="sr-only">At other numbers</h3>
      <ul className="flex flex-wrap gap-y-2">
        {all.map(({ param, value: at, total, now, isOwn }) => {
          const times = total === 0 ? "never" : total === 1 ? "once" : `${numberText(total)} times`;
          const words = (
            <>
              <span className="block text-12 text-ink-3">
                {isOwn ? <b className="font-550 text-ink">at {rateText(at)}</b> : <>at {rateText(at)}</>}
              </span>
              <span className="block font-550">
                {times}
                {now && <span className="font-450 text-bad">, now too</span>}
              </span>
            </>
          );
          return (
            <li key={at} className="border-line border-l px-4 first:border-l-0 first:pl-0">
              {isOwn ? (
                <div className="max-desk:min-h-11">{words}</div>
              ) : (
                <button
                  type="button"
                  className="text-left hover:underline max-desk:min-h-11"
                  aria-label={`Try ${wordsOf(param).toLowerCase()} ${rateText(at)}: it would have fired ${times}${now ? ", and would now" : ""}`}
                  onClick={() => onTry(param, String(at))}
                >
                  {words}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
