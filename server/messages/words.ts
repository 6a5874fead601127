/** Above this a count under conditions on single messages is not worth its time: "10,000+". */
export const countCap = 10_000;

/** One request discards or restores up to this many; more would keep a person waiting for minutes without a sign. */
export const changeCap = 250_000;
