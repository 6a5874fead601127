import { z } from "zod";
import type { Reading, Told } from "./reading.ts";

/** A path that takes the place of the one of `url`. */
export const path = z.string().regex(/^\/(?!\/)/, { error: "must be a path that begins with one /" });

/** What one address answered. */
export interface Answer {
  /** Why there was no answer, in a sentence; null: there was one. */
  readonly problem: string | null;
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** What an answer is read with. */
export interface Asking {
  /** The process that was asked, by its host and port. */
  readonly instance: string;
  /** When it was asked, in milliseconds since 1970. */
  readonly at: number;
  /** What the same address said the last time. */
  readonly before: readonly Reading[];
}

/** How a kind of reading is configured, asked and read. Imports no client: every process reads the configuration, only the worker asks. */
export interface ReadingKind {
  /** Its `kind` in redrive.yaml. */
  readonly kind: string;
  /** What it reads, in a sentence for the reference. */
  readonly description: string;
  /** How a page calls the source of the reading. */
  readonly label: string;
  /** Its answer tells what is gone for good: what is not told any more is forgotten at once, not after a while. */
  readonly isComplete?: boolean;
  /** Programs report it, so there is no address. Left out: addresses are asked. */
  readonly isPushed?: boolean;
  /** What redrive.yaml holds for this kind. */
  readonly shape: Readonly<Record<string, z.ZodType>>;
  /** The paths that one address is asked for, with what the operator wrote as its first part. */
  paths(own: object, base: URL): readonly URL[];
  /** An answer is not read further than this; left out: 1 MB. */
  readonly mostBytes?: number;
  /** It is a stream: what has come after so many milliseconds is read. Left out: the answer has an end. */
  readonly streamMs?: number;
  /** Pure. Throws `ReadingError` for what is no answer of this kind: each breaker is unknown then. */
  parse(answers: readonly Answer[], own: object, asking: Asking): readonly Told[];
}

/** What a kind says, with its own keys typed by its shape. */
export function readingKind<const Name extends string, Shape extends Record<string, z.ZodType>>(
  declared: Omit<ReadingKind, "kind" | "shape" | "paths" | "parse"> & {
    readonly kind: Name;
    readonly shape: Shape;
    paths(own: z.output<z.ZodObject<Shape>>, base: URL): readonly URL[];
    parse(answers: readonly Answer[], own: z.output<z.ZodObject<Shape>>, asking: Asking): readonly Told[];
  },
) {
  return declared;
}
