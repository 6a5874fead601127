const format = new Intl.NumberFormat("en");

/** 12,345: a number as people read it, the same on a server and in a browser. */
export function numberText(value: number): string {
  return format.format(value);
}

/** "136", "2.4", "0.1": a rate with as many digits as mean something. */
export function rateText(rate: number): string {
  return rate >= 10 ? numberText(Math.round(rate)) : `${Math.round(rate * 10) / 10}`;
}
