/** "12 s", "22 min", "2 d 4 h": a duration in milliseconds as a sentence says it, rounded down. */
export function lastedText(ms: number): string {
  const minutes = Math.floor(Math.max(ms, 0) / 60_000);
  if (minutes < 1) return `${Math.floor(Math.max(ms, 0) / 1_000)} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h`;
  return hours % 24 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : `${hours / 24} d`;
}

/** Shorter than this is no age. */
const justNowMs = 2_000;

/** "40 s ago", or "just now". */
export function agoText(ms: number): string {
  return ms < justNowMs ? "just now" : `${lastedText(ms)} ago`;
}
