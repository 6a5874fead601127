/** "136", "2.4", "0.1": a rate with as many digits as mean something. */
export function rateText(rate: number): string {
  return rate >= 10 ? Math.round(rate).toLocaleString("en") : `${Math.round(rate * 10) / 10}`;
}
