"use client";

import { Stepper } from "@/components/ui/field";

const rates = [1, 2, 5, 10, 12, 20, 50, 100, 200, 500, 1_000];
const most = 1_000;

interface Props {
  rate: number | null;
  refusal?: string | null;
  onRate: (rate: number | null) => void;
}

/** Messages a second in the steps that people think in; above the last there is no limit. */
export function RateStepper({ rate, refusal, onRate }: Props) {
  return (
    <Stepper
      label="Rate"
      value={rate}
      min={1}
      max={most}
      unit="/s"
      none="no limit"
      step={(value, up) => (up ? (rates.find((next) => next > value) ?? most + 1) : (rates.findLast((next) => next < value) ?? 1))}
      refusal={refusal ?? null}
      onChange={onRate}
    />
  );
}
