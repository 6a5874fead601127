import { Pencil } from "lucide-react";
import Link from "next/link";
import { Clock } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import { lookOf } from "./history-look";
import type { Message } from "./message";

type Event = Message["history"][number];
const milestones: readonly Event["kind"][] = [
  "captured",
  "edited",
  "confirmed",
  "presumed_ok",
  "processed",
  "returned",
  "refused",
  "unknown",
  "discarded",
  "released",
];
const most = 6;

/** The turns that the event took, from left to right; the latest where there are more than fit. */
export function LineageStrip({ message }: { message: Message }) {
  const turns = message.history.filter(({ kind }) => milestones.includes(kind)).toReversed();
  if (turns.length < 2) return null;
  const shown = turns.slice(-most);
  const deaths = message.lineage.length;
  const edits = message.history.filter(({ kind, data }) => kind === "edited" && !data?.record).length;
  const releases = new Set(message.history.flatMap(({ kind, replayId }) => (kind === "released" && replayId) || []));
  const sent = new Set(message.history.flatMap(({ replayId }) => replayId ?? []));
  const replays = sent.size - releases.size;
  const parts = [
    plural(deaths, "dead letter"),
    replays > 0 && plural(replays, "replay"),
    releases.size > 0 && plural(releases.size, "release"),
    edits > 0 && plural(edits, "edit"),
  ];
  return (
    <section className="border-line border-b py-4">
      <div className="mb-3 flex flex-wrap items-baseline gap-x-2">
        <h2 className="text-14 font-600">Lineage</h2>
        <span className="text-12 text-ink-3">
          one event, {parts.filter(Boolean).join(", ")}
          {turns.length > most && `; the last ${most} turns`}
        </span>
      </div>
      <ol className="flex overflow-x-auto max-desk:flex-col max-desk:gap-2">
        {shown.map((event, index) => (
          <Turn
            key={`${event.messageId} ${event.seq}`}
            event={event}
            again={event.messageId !== message.lineage[0]?.id}
            first={index === 0}
            own={message.id}
          />
        ))}
      </ol>
    </section>
  );
}

function Turn({ event, again, first, own }: { event: Event; again: boolean; first: boolean; own: number }) {
  const { icon, tone } = lookOf(
    event.kind === "captured" && again && !event.data?.releasedFrom ? { kind: "came_back", data: null } : event,
  );
  const Icon = event.kind === "edited" ? Pencil : icon;
  return (
    <li className="relative min-w-24 flex-1 max-desk:flex max-desk:min-h-6 max-desk:items-center max-desk:gap-2 desk:grid desk:justify-items-center desk:gap-1 desk:text-center">
      {!first && (
        <i aria-hidden className="absolute top-[9px] right-1/2 left-[-50%] mx-3.5 border-line-strong border-t-2 max-desk:hidden" />
      )}
      <span
        className={cn(
          "relative grid size-5 flex-none place-items-center rounded-full bg-surface shadow-[inset_0_0_0_1.5px_currentColor]",
          tone,
        )}
      >
        <Icon className="size-3" aria-hidden />
      </span>
      {event.messageId === own ? (
        <b className="font-600 text-12">{wordOf(event, again)}</b>
      ) : (
        <Link
          href={`/messages/${event.messageId}?tab=history`}
          className="font-600 text-12 text-accent-ink hover:underline max-desk:inline-flex max-desk:min-h-11 max-desk:min-w-11 max-desk:items-center"
        >
          {wordOf(event, again)}
        </Link>
      )}
      <span className="text-12 text-ink-3">
        <Clock at={event.at} />
      </span>
    </li>
  );
}

function wordOf({ kind, data }: Event, again: boolean): string {
  switch (kind) {
    case "captured":
      if (data?.releasedFrom) return "captured again";
      return again ? "came back" : "captured";
    case "edited":
      return data?.record ? "original fetched" : `version ${data?.version ?? ""}`;
    case "confirmed":
      return "sent";
    case "presumed_ok":
      return data?.proven ? "presumed ok" : "not dead again";
    default:
      return kind.replace("_", " ");
  }
}

function plural(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}
