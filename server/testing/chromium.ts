import { demandPrograms, findProgram } from "./programs.ts";

/** The browser for the journeys: REDRIVE_CHROMIUM, one that is installed, else Debian's package. Throws with how to get one. */
export function findChromium(): string {
  demandPrograms(["chromium"]);
  return findProgram("chromium") ?? "";
}
