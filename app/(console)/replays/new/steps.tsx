import type { Ref } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Area } from "@/components/ui/field";
import { duration } from "@/server/replays/words";
import { listWords } from "@/server/text/list";
import { RateStepper } from "../rate-stepper";

import { Canary } from "./canary";
import { Checks } from "./checks";
import { Overrides } from "./overrides";
import { PauseIf } from "./pause-if";
import type { Plan } from "./plan";
import { chosenRate, type usePlan } from "./selection";
import { Step } from "./step";
import { What } from "./what";
import { Where } from "./where";

interface Props {
  plan: Plan;
  chosen: ReturnType<typeof usePlan>;
  reason: string;
  onReason: (reason: string) => void;
  reasonField: Ref<HTMLTextAreaElement>;
}

function watchWords({ observeSeconds, windowKnown }: Plan): string {
  const watched = `Each is watched for ${duration(observeSeconds)} after it was sent`;
  return windowKnown
    ? `${watched}, which is longer than this failure took to kill so far.`
    : `${watched}. How long this failure takes to kill is not known.`;
}

/** For how long each is watched, and whether anybody would hear of it. */
function Watched({ plan }: { plan: Plan }) {
  return (
    <>
      <p className="mt-2 text-ink-2">{watchWords(plan)}</p>
      {plan.unread.length > 0 && (
        <p className="mt-2 text-warn">
          Redrive does not read {listWords(plan.unread)} now. While it does not, messages that die again are not seen, so nothing is
          presumed ok.
        </p>
      )}
    </>
  );
}

/** What is sent, where, how fast, what the checks say and why it is done. */
export function Steps({ plan, chosen: { input, params, setParams }, reason, onReason, reasonField }: Props) {
  return (
    <>
      <Step title="What">
        <What plan={plan} asOf={"asOf" in input.selection ? input.selection.asOf : null} group={params.group} />
      </Step>
      <Step title="Where">
        <Where
          plan={plan}
          target={params.target}
          queue={params.queue}
          toOrigin={params.partition === "origin"}
          onTarget={(target) => void setParams({ target })}
          onQueue={(queue) => void setParams({ target: "queue", queue })}
          onToOrigin={(toOrigin) => void setParams({ partition: toOrigin ? "origin" : null })}
        />
      </Step>
      <Step title="How">
        <dl className="grid grid-cols-[72px_minmax(0,1fr)] items-center gap-x-3 gap-y-2.5">
          <dt className="self-start pt-1 text-ink-3 max-desk:pt-3">Canary</dt>
          <dd>
            <Canary
              plan={plan}
              release={params.target === "release"}
              onCanary={(canary) => void setParams({ canary, ramp: plan.stages.ramp })}
            />
          </dd>
          <dt className="self-start pt-1 text-ink-3 max-desk:pt-3">Rate</dt>
          <dd className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <RateStepper rate={plan.rate} onRate={(rate) => void setParams({ rate: chosenRate(rate) })} />
            <span className="text-ink-2">{plan.rate === null ? "as fast as the broker confirms" : "shared by all workers"}</span>
            <label className="flex min-h-7 cursor-pointer items-center gap-2 max-desk:min-h-11">
              <Checkbox checked={plan.stages.ramp} onCheckedChange={(ramp) => void setParams({ ramp, canary: plan.stages.canary })} />
              begin at 1 a second, doubled every 30 s
            </label>
          </dd>
          {params.target !== "release" && (
            <>
              <dt className="self-start pt-1 text-ink-3 max-desk:pt-3">Pause if</dt>
              <dd>
                <PauseIf
                  plan={plan}
                  onPercent={(percent) => void setParams({ percent: chosenRate(percent) })}
                  onNewFailures={(fresh) => void setParams({ fresh: chosenRate(fresh) })}
                />
              </dd>
            </>
          )}
        </dl>
        {plan.slowed && (
          <p className="mt-2 text-warn">
            Slow, because others died the same way just now: so few die again before you see it. Choose another rate to overrule this.
          </p>
        )}
        <p className="mt-2 text-ink-2">
          {params.target === "release" && `It pauses by itself when the broker refuses ${plan.failuresInRow} in a row. `}
          You can pause, slow down or cancel it while it runs.
        </p>
        {params.target !== "release" && <Watched plan={plan} />}
      </Step>
      <Step title="Checks">
        <Checks plan={plan} />
        <Overrides plan={plan} params={params} onChange={(change) => void setParams(change)} />
      </Step>
      <Step title="Reason">
        <Area
          ref={reasonField}
          value={reason}
          onChange={(event) => onReason(event.target.value)}
          aria-label="Reason"
          placeholder={params.target === "release" ? "Why are they released?" : "Why is it safe to replay these now?"}
        />
        <p className="mt-1 text-12 text-ink-3">Goes to the history of each message and to the audit log.</p>
      </Step>
    </>
  );
}
