import { z } from "zod";

const number = (words: string) => z.coerce.number(words).int(words).positive(words);

/** Which body, from the parts of an address. `version` null: the newest. */
export const bodyInput = z.object({ id: number("A message has a number."), version: number("A version is a number.").nullable() });
