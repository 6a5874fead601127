const format = new Intl.NumberFormat("en");

/** 12,345: a number as people read it, the same on a server and in a browser. */
export function numberText(value: number): string {
  return format.format(value);
}
