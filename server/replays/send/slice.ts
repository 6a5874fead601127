/** Items that a lane sends before it looks up: whether to go on is asked between slices, so a slice may not last long. */
export const firstSlice = 50;
const most = 500;
const least = 10;
const quickMs = 150;
const slowMs = 400;

/** The next size, from how long the last slice of that size took. A short one says nothing. */
export function nextSlice(size: number, sent: number, tookMs: number): number {
  if (tookMs > slowMs) return Math.max(least, Math.floor(size / 2));
  return tookMs < quickMs && sent === size ? Math.min(most, size * 2) : size;
}
