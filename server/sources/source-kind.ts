import { z } from "zod";

export const text = z.string().min(1);
export const names = z.strictObject;

/** PEM files: of whom to believe where no public authority vouches for a broker, and of a client that proves who it is. `readTls` reads them. */
export const tlsFiles = names({ ca: text.optional(), cert: text.optional(), key: text.optional() });
export type TlsFiles = z.output<typeof tlsFiles>;

/** An absolute URL of one of these protocols. */
export const url = (protocols: readonly string[]) =>
  text.refine((value) => protocols.some((protocol) => value.startsWith(`${protocol}://`)) && URL.canParse(value), {
    error: `must be a URL that begins with ${protocols.map((protocol) => `${protocol}://`).join(" or ")}`,
  });

/** How a kind of source is configured. Imports no driver: every process reads the configuration, few connect. */
export interface SourceKind {
  /** Its `kind` in redrive.yaml. */
  readonly kind: string;
  /** Refusals name it among the allowed kinds; tests alone use the others. */
  readonly offered: boolean;
  /** Its queues are logs, so they are mirrored and never taken from. */
  readonly log: boolean;
  /** What redrive.yaml holds for this kind only; every kind has `queues`, `capture` and the rules of failures. */
  readonly shape: Readonly<Record<string, z.ZodType>>;
  /** What the name of a queue, or a pattern for it, must be like; left out: anything. */
  readonly queueName?: z.ZodType<string>;
  /** Keys of values that are never shown. */
  readonly secrets: readonly string[];
  /** Keys of URLs, which are shown without password and query. */
  readonly urls: readonly string[];
  /** What the adapter gets of `shape`'s values: null where nothing is said. */
  options(own: Readonly<Record<string, unknown>>): object;
}

/** Declares a kind; `options` gets the values that `shape` lets through. */
export function sourceKind<const Name extends string, Shape extends Record<string, z.ZodType>, Options extends object>(
  declared: Omit<SourceKind, "kind" | "shape" | "options"> & {
    readonly kind: Name;
    readonly shape: Shape;
    options(own: z.output<z.ZodObject<Shape>>): Options;
  },
) {
  return declared;
}

/** What an adapter is opened with. */
export type Opening<Kind extends { options(own: never): object }> = ReturnType<Kind["options"]> & {
  /** The configured name of the source. */
  readonly name: string;
  /** Names and globs of the queues that the configuration lists. */
  readonly queues: readonly { readonly name: string }[];
};
