import { z } from "zod";
import { addressKind } from "../outbound/address-kind.ts";
import { hostOf } from "../outbound/rule.ts";

export const text = z.string().min(1);
export const names = z.strictObject;

const scalar = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/;

/** A number, a boolean or null. A variable of the environment gives it as text: `${NAME}`. */
export const plain = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (typeof value === "string" && scalar.test(value) ? JSON.parse(value) : value), schema);

/** PEM files: of whom to believe where no public authority vouches for a broker, and of a client that proves who it is. `readTls` reads them. */
export const tlsFiles = names({
  ca: text
    .optional()
    .meta({ description: "PEM file with the authorities to trust. Left out: the public ones.", examples: ["/etc/redrive/ca.pem"] }),
  cert: text
    .optional()
    .meta({ description: "PEM file with the certificate that Redrive shows the broker.", examples: ["/etc/redrive/client.pem"] }),
  key: text.optional().meta({ description: "PEM file with the private key of `cert`.", examples: ["/etc/redrive/client-key.pem"] }),
});
export type TlsFiles = z.output<typeof tlsFiles>;

/** No broker and no service is there, and the metadata of a cloud would hand out its credentials. */
const closed: readonly string[] = ["metadata", "link_local", "unspecified"];

/** Read as a browser reads a host, whatever the scheme: 0xa9fea9fe is an address. */
function hostIn(value: string): string {
  const web = value.replace(/^[^:]+:/, "http:");
  return hostOf(new URL(URL.canParse(web) ? web : value));
}

/** An absolute URL of one of these protocols. A name is judged when it is looked up (`server/outbound`). */
export const url = (protocols: readonly string[]) =>
  text
    .refine((value) => protocols.some((protocol) => value.startsWith(`${protocol}://`)) && URL.canParse(value), {
      error: `must be a URL that begins with ${protocols.map((protocol) => `${protocol}://`).join(" or ")}`,
      abort: true,
    })
    .refine((value) => !closed.includes(addressKind(hostIn(value))), {
      error: "must not be a link-local address, the metadata service of a cloud, or 0.0.0.0",
    })
    .meta({ pattern: `^(${protocols.join("|")})://` });

/** As `url`, of a database. Postgres's driver throws where it cannot decode who and where: that is refused here, with words. */
export const databaseUrl = (protocols: readonly string[]) =>
  url(protocols).refine((value) => !value.startsWith("postgres") || canDecode(value.split("://")[1]?.split(/[/?]/)[0] ?? ""), {
    error: "has a % that no two hexadecimal digits follow: write %25 for a % in the user or the password",
  });

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** How a kind of source is configured. Imports no driver: every process reads the configuration, few connect. */
export interface SourceKind {
  /** Its `kind` in redrive.yaml. */
  readonly kind: string;
  /** Refusals name it among the allowed kinds; tests alone use the others. */
  readonly offered: boolean;
  /** Its queues keep their messages, whoever reads them: they are mirrored, and never taken from. */
  readonly mirrored: boolean;
  /** What redrive.yaml holds for this kind only; every kind has `queues`, `capture` and the rules of failures. */
  readonly shape: Readonly<Record<string, z.ZodType>>;
  /** What several of these keys have to be together. */
  readonly demands?: { readonly holds: (own: Readonly<Record<string, unknown>>) => boolean; readonly error: string };
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
