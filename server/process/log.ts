import { pino } from "pino";

/** The log of this process: JSON lines on stdout. Verbs get it as `ctx.log`. */
export const log = pino({ base: null });
