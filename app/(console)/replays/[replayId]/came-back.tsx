import { Undo2 } from "lucide-react";
import Link from "next/link";
import { Clock } from "@/components/time";
import { numberText } from "@/server/text/numbers";
import { cameBackWords, limitWords } from "./came-back-words";
import { HeldKeys } from "./held-keys";
import type { Replay } from "./replay";

const most = 5;

/** The newest messages that died again, with what. */
export function CameBack({ replay }: { replay: Replay }) {
  const { cameBack: n } = replay.counts;
  const { release } = replay;
  return (
    <section className="border-line px-pad py-4 max-wide:border-t wide:border-l">
      <h2 className="mb-1 text-14 font-600">
        Came back <span className="text-12 font-400 text-ink-3">{cameBackWords(replay.counts, release)}</span>
      </h2>
      <p className="mb-1 text-12 text-ink-2">{limitWords(replay)}</p>
      {n === 0 && (
        <p className="text-ink-2">
          {release
            ? "What was released carries no mark of Redrive. When its queue is captured again, it comes as a new dead letter."
            : replay.counts.confirmed > 0
              ? "These messages left without a mark of Redrive, for which their broker leaves no room. One that dies again looks like a new dead letter."
              : "A message that dies again after this replay is linked here."}
        </p>
      )}
      <ul>
        {replay.cameBack.slice(0, most).map((message) => (
          <li key={message.messageId} className="flex items-start gap-2 border-line border-t py-2 first:border-t-0">
            <Undo2 className="mt-0.5 size-3.5 flex-none text-bad" aria-hidden />
            <div className="min-w-0 flex-1">
              <Link
                href={`/messages/${message.messageId}`}
                className="line-clamp-2 font-550 [overflow-wrap:anywhere] hover:underline max-desk:min-h-11"
              >
                {message.title}
              </Link>
              <p className="cut text-12 text-ink-3">
                <span className="font-mono">{message.eventKey ?? `message ${message.messageId}`}</span>{" "}
                {message.likely && "may be it, without a mark of Redrive; "}
                {message.same ? "same as before" : <span className="text-warn">a new failure</span>}
              </p>
            </div>
            <span className="text-12 text-ink-3">
              <Clock at={message.at} />
            </span>
          </li>
        ))}
      </ul>
      {n > most && (
        <Link href={`/replays/${replay.id}?show=came_back`} scroll={false} className="tap text-accent-ink hover:underline">
          {numberText(n - most)} more
        </Link>
      )}
      <HeldKeys replay={replay} />
    </section>
  );
}
