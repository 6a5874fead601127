import { numberText } from "@/server/text/numbers";

/** "136", "2.4", "0.1": a rate with as many digits as mean something. */
export function rateText(rate: number): string {
  return rate >= 10 ? numberText(Math.round(rate)) : `${Math.round(rate * 10) / 10}`;
}
