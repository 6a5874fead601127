/** ISO 8601, also with a space, .NET's seven digits, a colon before the fraction (NServiceBus), " UTC" or "+0100" (Ruby). */
const written = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,:](\d{1,9}))? ?(Z|UTC|[+-]\d\d:?\d\d)$/;
const epoch = /^(\d{10})(?:\.?(\d{3})\d*)?$/;
const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2100, 0, 1);

/**
 * The moment that a text means, or null. Written times need a zone: without one they would mean another moment on each machine.
 * Digits count from 1970 in seconds, ms, µs or ns, told by their number.
 */
export function timeOf(text: string | null): Date | null {
  if (text === null || text.length > 40) return null;
  const digits = epoch.exec(text);
  if (digits) return within(Number(digits[1]) * 1000 + Number(digits[2] ?? 0));
  const parts = written.exec(text);
  if (!parts) return null;
  const [, day, minute, second = ":00", fraction = "0", zone = "Z"] = parts;
  const offset = zone === "UTC" ? "Z" : zone.replace(/^([+-]\d\d)(\d\d)$/, "$1:$2");
  return within(Date.parse(`${day}T${minute}${second}.${fraction.slice(0, 3)}${offset}`));
}

function within(time: number): Date | null {
  return time >= earliest && time < latest ? new Date(time) : null;
}
