const uuid = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
const whole = /^(?:0|-?[1-9]\d{0,999})$/;

/** Pure. A uuid as most systems spell it, with or without dashes. */
export const isUuid = (value: string): boolean => uuid.test(value);

/** Pure. A whole number that a database spells in the same way. */
export const isWhole = (value: string): boolean => whole.test(value);

/** Pure. Such a number of so many bits. */
export function fitsBits(value: string, bits: number, { unsigned = false } = {}): boolean {
  if (!isWhole(value)) return false;
  const number = BigInt(value);
  return (unsigned ? BigInt.asUintN(bits, number) : BigInt.asIntN(bits, number)) === number;
}
