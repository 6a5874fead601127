import type { z } from "zod";
import type { TransitionKind } from "./transition.ts";

/** How a kind of channel is configured. Imports no client: every process reads the configuration, only the worker sends. */
export interface ChannelKind {
  /** Its `kind` in redrive.yaml. */
  readonly kind: string;
  /** What it does, in a sentence for the reference. */
  readonly description: string;
  /** What redrive.yaml holds for this kind. */
  readonly shape: Readonly<Record<string, z.ZodType>>;
  /** Keys of values that are never shown. */
  readonly secrets: readonly string[];
  /** Keys of URLs, which are shown without password and query. */
  readonly urls: readonly string[];
  /** The transitions that it is told of. One that cannot change what it has sent leaves out "changed", so that it does not flood. */
  readonly hears: readonly TransitionKind[];
  /** What it is told of besides of an alert that stands for many. */
  readonly hearsOfMany?: readonly TransitionKind[];
  /** What is live is sent again after so many seconds, also where nothing has happened: it forgets what it hears no more of. Left out: never. */
  readonly resendSeconds?: number;
  /** What the channel gets of `shape`'s values: null where nothing is said. */
  options(own: Readonly<Record<string, unknown>>): object;
}

/** Declares a kind; `options` gets the values that `shape` lets through. */
export function channelKind<const Name extends string, Shape extends Record<string, z.ZodType>, Options extends object>(
  declared: Omit<ChannelKind, "kind" | "shape" | "options"> & {
    readonly kind: Name;
    readonly shape: Shape;
    options(own: z.output<z.ZodObject<Shape>>): Options;
  },
) {
  return declared;
}
