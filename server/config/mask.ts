import { kinds } from "../sources/kinds.ts";
import type { Config } from "./config.ts";

export const masked = "••••••";
const secretKeys = kinds.flatMap(({ secrets }) => secrets);
const urlKeys = ["databaseUrl", ...kinds.flatMap(({ urls }) => urls)];

/** The effective configuration as a person may read it: every secret replaced, in URLs too. Plain data, made for JSON. */
export function maskConfig(config: Config): unknown {
  return JSON.parse(
    JSON.stringify(config, (key, value: unknown) => {
      if (key === "crashAt") return undefined;
      if (typeof value !== "string") return value;
      if (secretKeys.includes(key)) return masked;
      return urlKeys.includes(key) ? maskUrl(value) : value;
    }),
  );
}

/** Password and query leave: drivers take secrets in both. A URL that cannot be read is masked whole. */
export function maskUrl(text: string): string {
  if (!URL.canParse(text)) return masked;
  const url = new URL(text);
  if (url.password) url.password = "MASKED";
  if (url.search) url.search = "?MASKED";
  return url.href.replaceAll("MASKED", masked);
}
