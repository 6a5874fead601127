/** Prints what was measured for people, and the same as one line of JSON for machines. */
export function printResult(name: string, rows: readonly Readonly<Record<string, string | number>>[]): void {
  console.table(rows);
  console.log(JSON.stringify({ bench: name, at: new Date().toISOString(), node: process.version, rows }));
}

/** The value below which a share of the sorted samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

/** One way of doing the same thing: its rates by round, and the ratio of their median to `base`, that of the way it is compared with. */
export function rateRow(way: string, rates: readonly number[], base: number) {
  return {
    way,
    "messages/s": Math.round(median(rates)),
    rounds: rates.map(Math.round).join(" "),
    ratio: Number((median(rates) / base).toFixed(2)),
  };
}
