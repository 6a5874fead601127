import { CircleCheck, CircleHelp, CircleX, EyeOff, Inbox, Pencil, RotateCw, Send, Undo2 } from "lucide-react";
import Link from "next/link";
import { Clock } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import { Tag } from "@/components/ui/tag";
import type { View } from "./view";

type Kind = View["history"][number]["kind"];

const looks: Record<Kind, { icon: typeof Inbox; words: string; tone?: string }> = {
  captured: { icon: Inbox, words: "Captured" },
  claimed: { icon: RotateCw, words: "Chosen for a replay" },
  let_go: { icon: Undo2, words: "Let go by a cancelled replay" },
  published: { icon: Send, words: "Given to the broker" },
  confirmed: { icon: CircleCheck, words: "Confirmed by the broker", tone: "text-ok" },
  returned: { icon: CircleX, words: "Returned: nobody was there to take it", tone: "text-bad" },
  refused: { icon: CircleX, words: "Refused by the broker", tone: "text-bad" },
  unknown: { icon: CircleHelp, words: "Outcome unknown", tone: "text-warn" },
  decided: { icon: CircleCheck, words: "Decided by a person" },
  came_back: { icon: Undo2, words: "Came back dead", tone: "text-bad" },
  presumed_ok: { icon: CircleCheck, words: "Has not come back, presumed ok", tone: "text-ok" },
  edited: { icon: Pencil, words: "Edited" },
  discarded: { icon: EyeOff, words: "Discarded" },
  restored: { icon: Undo2, words: "Restored" },
  released: { icon: Undo2, words: "Put back on its dead-letter queue" },
};

/** Every event of the lineage, newest first, with who and why. */
export function HistoryTab({ message }: { message: View }) {
  return (
    <>
      {message.lineage.length > 1 && (
        <section className="border-line border-b py-4">
          <h2 className="mb-2 text-14 font-600">The same event, {message.lineage.length} times here</h2>
          <ol className="flex flex-wrap items-center gap-2">
            {message.lineage.map(({ id, state, diedAt }, index) => (
              <li key={id} className="flex items-center gap-2">
                {index > 0 && <Undo2 className="size-3.5 text-ink-3" aria-label="came back as" />}
                <Link
                  href={`/messages/${id}?tab=history`}
                  aria-current={id === message.id ? "page" : undefined}
                  className="rounded-2 px-2 py-1 shadow-strong hover:bg-hover aria-[current]:bg-selected"
                >
                  <Clock at={diedAt} /> <span className="text-ink-3">{state}</span>
                </Link>
              </li>
            ))}
          </ol>
        </section>
      )}
      <ol className="pt-2">
        {message.history.map(({ messageId, seq, kind, at, actor, replayId, data }) => {
          const { icon: Icon, words, tone } = looks[kind];
          return (
            <li
              key={`${messageId} ${seq}`}
              className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-3 border-line border-b py-2 desk:grid-cols-[16px_minmax(0,1fr)_160px_100px]"
            >
              <Icon className={cn("mt-0.5 size-4", tone ?? "text-ink-3")} aria-hidden />
              <div className="min-w-0">
                <span className="font-550">{words}</span>{" "}
                {replayId && (
                  <Link href={`/replays/${replayId}`} className="text-accent-ink hover:underline">
                    rpl-{replayId}
                  </Link>
                )}{" "}
                {messageId !== message.id && <Tag>message {messageId}</Tag>}
                {data?.reason && <p className="text-ink-2 [overflow-wrap:anywhere]">“{data.reason}”</p>}
                {data?.detail && <p className="text-ink-2 [overflow-wrap:anywhere]">{data.detail}</p>}
                {kind === "edited" && data?.version && (
                  <Link href={`/messages/${messageId}?tab=payload&version=${data.version}`} className="text-accent-ink hover:underline">
                    version {data.version}
                  </Link>
                )}
              </div>
              <span className="text-ink-3 max-desk:col-start-2">{actor.replace(":", " ")}</span>
              <span className="text-ink-3 max-desk:col-start-2 desk:text-right">
                <Clock at={at} />
              </span>
            </li>
          );
        })}
      </ol>
    </>
  );
}
