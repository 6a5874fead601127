import { CornerDownRight } from "lucide-react";
import { CopyButton } from "@/components/copy-button";
import { Clock } from "@/components/time";
import { cn } from "@/components/ui/class-names";
import { Note } from "@/components/ui/states";
import { attemptCertainty, attemptName, countText } from "@/server/failures/words";
import { Stack } from "./stack";
import type { Message } from "./message";

/** How often, when, and by what it failed; what a framework does not carry is said to be unknown. */
export function FailureTab({ message }: { message: Message }) {
  const { diagnosis } = message;
  if (!diagnosis) return <Note className="mt-4">{message.problem}</Note>;
  const { attempts, counts, errors, frames } = diagnosis;
  return (
    <>
      <section className="pt-4">
        <Heading
          title="Attempts"
          note={diagnosis.attemptCount === null ? "how many is not carried by the message" : `${diagnosis.attemptCount}, then given up`}
        />
        {attempts.length === 0 && <p className="text-ink-2">The message carries no record of its attempts.</p>}
        <ol>
          {attempts.map((attempt, index) => (
            <Attempt key={index} attempt={attempt} poison={diagnosis.verdict === "poison"} />
          ))}
        </ol>
        {counts.length > 0 && (
          <ul className="mt-2">
            {counts.map((count, index) => (
              <Count key={index} count={count} />
            ))}
          </ul>
        )}
      </section>
      <section className="mt-4 border-line border-t pt-4">
        <Heading
          title="Error"
          note={errors.length > 1 ? "root cause first" : undefined}
          end={
            errors.length > 0 && (
              <CopyButton
                label="Copy"
                text={errors[0]?.stack ?? errors.map(({ type, text }) => `${type ?? ""}: ${text ?? ""}`).join("\n")}
              />
            )
          }
        />
        {errors.length === 0 && (
          <p className="text-ink-2">
            {diagnosis.reason ? `No error is carried. The broker says: ${diagnosis.reason}.` : "No error is carried by the message."}
          </p>
        )}
        <ol>
          {errors.map((error, index) => (
            <li
              key={`${index} ${error.type}`}
              className="flex min-h-6 flex-wrap items-baseline gap-x-2 max-desk:py-1"
              style={{ paddingLeft: `${Math.max(0, index - 1) * 22}px` }}
            >
              {index > 0 && <CornerDownRight className="size-3.5 self-center text-ink-3" aria-hidden />}
              {error.type && <span className="font-550 font-mono [overflow-wrap:anywhere]">{error.type.split(".").at(-1)}</span>}
              <span className="min-w-0 text-ink-2 [overflow-wrap:anywhere]">{error.text ?? (error.type ? "" : "no text")}</span>
            </li>
          ))}
        </ol>
        {frames.length > 0 && <Stack frames={frames} />}
      </section>
    </>
  );
}

function Heading({ title, note, end }: { title: string; note?: string; end?: React.ReactNode }) {
  return (
    <div className="mb-2 flex items-baseline gap-2">
      <h2 className="text-14 font-600">{title}</h2>
      {note && <span className="text-12 text-ink-3">{note}</span>}
      {end && <span className="-my-1 ml-auto">{end}</span>}
    </div>
  );
}

type Diagnosis = NonNullable<Message["diagnosis"]>;

const dots = { recorded: "bg-current", counted: "border-[1.5px] border-line-control border-dashed bg-surface" } as const;

function Attempt({ attempt, poison }: { attempt: Diagnosis["attempts"][number]; poison: boolean }) {
  const recorded = attempt.kind === "recorded" ? attempt : null;
  return (
    <li
      className={cn(
        "relative grid min-h-8 max-desk:py-1 grid-cols-[12px_40px_minmax(0,1fr)_auto] items-center gap-x-2 desk:grid-cols-[12px_44px_112px_minmax(0,1fr)_auto_100px]",
        "before:absolute before:inset-y-0 before:left-[4.5px] before:border-line-strong before:border-l first:before:top-4 last:before:bottom-4 only:before:hidden",
        !recorded && "text-ink-3",
      )}
    >
      <span
        aria-hidden
        className={cn("relative z-[1] size-2.5 rounded-full", poison ? "text-bad-mark" : "text-warn-mark", dots[attempt.kind])}
      />
      <span className={recorded ? "font-550" : undefined}>{attemptName(attempt)}</span>
      <span>{recorded?.at ? <Clock at={recorded.at} /> : "time unknown"}</span>
      <span className="min-w-0 [overflow-wrap:anywhere] max-desk:order-last max-desk:col-start-3 max-desk:col-end-5">
        {recorded?.error ? (
          <>
            {recorded.error.type && <b className="font-550">{recorded.error.type.split(".").at(-1)}</b>}{" "}
            {recorded.error.text && recorded.error.text.length < 120 ? recorded.error.text : ""}
          </>
        ) : (
          "error not kept"
        )}
      </span>
      <span className="text-12 text-ink-3 max-desk:hidden">{attempt.source}</span>
      <span className="text-right text-12 text-ink-3">{attemptCertainty(attempt)}</span>
    </li>
  );
}

/** What a broker counted, which is no attempt. */
function Count({ count }: { count: Diagnosis["counts"][number] }) {
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-x-2">
      <span className="min-w-0 [overflow-wrap:anywhere]">{countText(count)}</span>
      {count.firstAt && (
        <span className="text-ink-2">
          {count.count === 1 ? "at" : "first at"} <Clock at={count.firstAt} />
        </span>
      )}
      <span className="ml-auto text-12 text-ink-3 max-desk:hidden">{count.source}</span>
    </li>
  );
}
