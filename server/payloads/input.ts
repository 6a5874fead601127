import { z } from "zod";
import { id, version } from "../text/input.ts";

/** Digits only: "1e3" and "0x10" are numbers too, but nobody's address. */
const number = (words: string) =>
  z
    .string(words)
    .regex(/^\d{1,16}$/, words)
    .transform(Number);

/** Which body, from the parts of an address. `version` null: the newest. */
export const bodyInput = z.object({
  id: number("A message has a number.").pipe(id),
  version: number("A version is a number.").pipe(version).nullable(),
});
