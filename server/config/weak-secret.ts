import { z } from "zod";

const shortest = 24;
const leastDifferent = 8;
/** What has to be left of a secret without the words below. */
const leastRandom = 16;
const words =
  /change.?(?:me|this|it)|replace.?(?:me|this|it)|place.?holder|example|default|insecure|password|passwd|secret|redrive|client|cookie|session|proxy|oidc|shared|random|super|token|todo|demo|dev|test|your|key|my|qwert[yz]|letmein|admin|[-_.\s]/gi;

/** A secret of redrive.yaml: long, and not one that is guessed from what people write where they mean to put one later. */
export const secret = z
  .string()
  .min(shortest)
  .refine((value) => value.length < shortest || !isWeak(value), {
    error: "is a secret that can be guessed: make one with openssl rand -base64 32",
  });

/** Whether a secret is made of few letters, of a repetition, of neighbours in the alphabet, or of what stands in examples. */
export function isWeak(value: string): boolean {
  const rest = value.replace(words, "");
  return rest.length < leastRandom || new Set(rest).size < leastDifferent || repeats(rest) || runs(rest);
}

/** The same few letters over and over. */
function repeats(value: string): boolean {
  for (let unit = 1; unit <= value.length / 2; unit++) if (value.slice(unit) === value.slice(0, -unit)) return true;
  return false;
}

/** Most letters follow the one before: 123456, abcdef, aaa. */
function runs(value: string): boolean {
  const steps = Array.from({ length: value.length - 1 }, (_, at) => Math.abs(value.charCodeAt(at + 1) - value.charCodeAt(at)));
  return steps.filter((step) => step <= 1).length > steps.length / 2;
}
