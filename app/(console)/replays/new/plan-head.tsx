import { CircleX } from "lucide-react";
import { Clock } from "@/components/time";
import { Answer } from "@/components/ui/answer";
import { Mark, Tag } from "@/components/ui/tag";
import type { Plan } from "./plan";

/** The sentence over a plan, with whether now is the time as far as anything says so, and as of when. `plan` undefined: it is being made. */
export function PlanHead({ plan }: { plan: Plan | undefined }) {
  if (!plan) return <Answer title="Making the plan …" />;
  const { standing, judgedAt, answer } = plan;
  return (
    <Answer
      title={answer.title}
      sub={answer.sub}
      above={
        <>
          {standing?.is === "failing" && (
            <Mark tone="bad" icon={<CircleX aria-hidden />} chip>
              Not now
            </Mark>
          )}
          <Tag>
            judged <Clock at={judgedAt} />
          </Tag>
        </>
      }
    />
  );
}
