import { Hourglass } from "lucide-react";
import Link from "next/link";
import { reasonWords } from "@/server/replays/words";
import { numberText } from "@/server/text/numbers";
import type { Replay } from "./replay";

/** Which keys wait, and what each waits for. */
export function HeldKeys({ replay: { id, counts, heldKeys } }: { replay: Replay }) {
  const { first, keys, some } = heldKeys;
  if (first.length === 0) return null;
  const more = keys - first.length;
  return (
    <div className="mt-4 border-line border-t pt-3">
      <h2 className="mb-1 text-14 font-600">
        Held{" "}
        <span className="text-12 font-400 text-ink-3">
          {numberText(counts.held)} in {some && "more than "}
          {numberText(keys)} {keys === 1 ? "key" : "keys"}
        </span>
      </h2>
      <ul aria-label="Held keys">
        {first.map(({ eventKey, n, messageId, reason }) => (
          <li key={messageId} className="flex items-start gap-2 border-line border-t py-2 first:border-t-0">
            <Hourglass className="mt-0.5 size-3.5 flex-none text-warn" aria-hidden />
            <div className="min-w-0 flex-1">
              <Link href={`/messages/${messageId}`} className="block cut font-550 font-mono hover:underline max-desk:min-h-11">
                {eventKey ?? "no key"}
              </Link>
              <p className="text-12 text-ink-3 [overflow-wrap:anywhere]">{reason ? reasonWords(reason).replace(/^held: /, "") : "why was not noted"}</p>
            </div>
            <span className="text-12 text-ink-2">{numberText(n)}</span>
          </li>
        ))}
      </ul>
      {(more > 0 || some) && (
        <Link href={`/replays/${id}?show=held`} scroll={false} className="tap text-accent-ink hover:underline">
          {some ? "All that is held" : `${numberText(more)} more`}
        </Link>
      )}
    </div>
  );
}
