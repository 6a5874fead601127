import { z } from "zod";
import { plain } from "../../sources/source-kind.ts";

/** A whole number of a rule. */
export const whole = (fallback: number, description: string, [least, most] = [1, 1_000_000_000]) =>
  plain(z.number().int().min(least).max(most)).default(fallback).describe(description);

/** A number of a rule. */
export const amount = (fallback: number, description: string, [least, most] = [0.01, 1_000_000]) =>
  plain(z.number().min(least).max(most)).default(fallback).describe(description);
