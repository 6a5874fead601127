import { Check, CircleDashed, Eye, Minus, Play, X } from "lucide-react";
import { Clock } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import { type Column, HiddenHead, Row, Table } from "@/components/ui/table";
import { toneText } from "@/components/ui/tag";
import { numberText } from "@/server/text/numbers";
import type { Replay, Stage } from "./replay";
import { SkipCanary } from "./skip-canary";
import { stageName, stageVerdict } from "./stage-words";

const columns: readonly Column[] = [
  { key: "state", head: <HiddenHead>State</HiddenHead>, width: "16px" },
  { key: "stage", head: "Stage", width: "minmax(150px,1fr)" },
  { key: "when", head: "When", width: "minmax(120px,0.8fr)" },
  { key: "sent", head: "Sent", width: "72px", end: true },
  { key: "back", head: "Came back", width: "80px", end: true },
  { key: "verdict", head: "Verdict", width: "minmax(0,2.4fr)" },
];

const icons = { waiting: CircleDashed, sending: Play, observing: Eye, passed: Check, stopped: X };
const said = { waiting: "not begun", sending: "sending", observing: "watched", passed: "passed", stopped: "stopped" };

/** The parts of a replay that has more than one: what each sent, what came back of it, and what that means for the next. */
export function Stages({ replay }: { replay: Replay }) {
  if (replay.stages.length < 2) return null;
  return (
    <section className="border-line border-t" aria-label="Stages">
      <header className="flex min-h-11 flex-wrap items-center gap-x-2 gap-y-1 bg-sunken px-pad py-1.5">
        <h2 className="text-14 font-600">Stages</h2>
        <span className="mr-auto text-12 text-ink-3">each is judged before the next begins</span>
        <SkipCanary replay={replay} />
      </header>
      <Table label="Stages of the replay" columns={columns}>
        {replay.stages.map((stage) => (
          <StageRow key={stage.kind} stage={stage} replay={replay} />
        ))}
      </Table>
    </section>
  );
}

function StageRow({ stage, replay }: { stage: Stage; replay: Replay }) {
  const { state, startedAt, taken, cameBack } = stage;
  const { counts, observeSeconds, windowKnown, unstable } = replay;
  const left = counts.waiting + counts.held + counts.sending;
  const told = stageVerdict(stage, {
    paused: replay.state === "paused",
    cancelled: replay.state === "cancelled",
    left,
    observeSeconds,
    windowKnown,
    unstable,
  });
  const isNow = state === "sending" || state === "observing";
  return (
    <Row
      aria-current={isNow ? "step" : undefined}
      className={cn(
        "min-h-row grid-cols-[16px_minmax(0,1fr)_auto] gap-y-0.5 py-2 max-desk:gap-x-2 desk:py-0",
        isNow && "bg-accent-soft",
        !startedAt && "text-ink-3",
      )}
    >
      <td>
        <StageIcon stage={stage} tone={told.verdict ? toneText(told.verdict.tone) : isNow ? "text-accent-ink" : "text-ink-3"} />
      </td>
      <td className={startedAt ? "font-600" : undefined}>{stageName(stage, replay.rate)}</td>
      <td className="text-ink-2 max-desk:col-start-3 max-desk:row-start-1 max-desk:text-12">{startedAt && <When stage={stage} />}</td>
      <td className="text-right max-desk:hidden">{startedAt && numberText(taken)}</td>
      <td className={cn("text-right max-desk:hidden", cameBack > 0 && "text-bad")}>{startedAt && numberText(cameBack)}</td>
      <td className="min-w-0 text-ink-2 [overflow-wrap:anywhere] max-desk:col-span-2 max-desk:col-start-2 max-desk:text-12">
        {startedAt && (
          <span className="desk:hidden">
            {numberText(taken)} sent, {numberText(cameBack)} came back;{" "}
          </span>
        )}
        {told.verdict && <span className={toneText(told.verdict.tone)}>{told.verdict.text}: </span>}
        {told.text}
        {stage.until && (
          <>
            , until about <Clock at={stage.until} />
          </>
        )}
      </td>
    </Row>
  );
}

function StageIcon({ stage: { state, startedAt }, tone }: { stage: Stage; tone: string }) {
  const Icon = state === "stopped" && startedAt === null ? Minus : icons[state];
  return <Icon className={cn("size-3.5", tone)} role="img" aria-label={said[state]} />;
}

/** Since when, or from when to when; on a phone only the first. */
function When({ stage: { startedAt, endedAt } }: { stage: Stage }) {
  return (
    <>
      {!endedAt && <span className="text-ink-3">since </span>}
      <Clock at={startedAt} />
      {endedAt && (
        <span className="max-desk:hidden">
          {" "}
          to <Clock at={endedAt} />
        </span>
      )}
    </>
  );
}
