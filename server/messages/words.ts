/** Above this a count under conditions on single messages is not worth its time: "10,000+". */
export const countCap = 10_000;
