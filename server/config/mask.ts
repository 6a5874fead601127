import { channelKinds } from "../alerts/channel-kinds.ts";
import type { ChannelKind } from "../alerts/channel-kind.ts";
import { kinds } from "../sources/kinds.ts";
import type { Config } from "./config.ts";

export const masked = "••••••";
const channels: readonly ChannelKind[] = channelKinds;
const secretKeys = ["clientSecret", "secret", "token", ...[...kinds, ...channels].flatMap(({ secrets }) => secrets)];
const urlKeys = ["databaseUrl", "template", ...[...kinds, ...channels].flatMap(({ urls }) => urls)];

/** The effective configuration as a person may read it: every secret replaced, in URLs too. Plain data, made for JSON. */
export function maskConfig(config: Config): unknown {
  return JSON.parse(
    JSON.stringify(config, (key, value: unknown) => {
      if (key === "crashAt") return undefined;
      if (key === "sends") return maskValues(value);
      if (key === "urls" && Array.isArray(value)) return value.map((one) => maskUrl(String(one)));
      if (typeof value !== "string") return value;
      if (key === "path") return value.replace(/\?.*/s, `?${masked}`);
      if (secretKeys.includes(key)) return masked;
      return urlKeys.includes(key) ? maskUrl(value) : value;
    }),
  );
}

/** Names of headers stay, what they say does not. */
function maskValues(value: unknown): unknown {
  return Object.fromEntries(Object.keys(Object(value)).map((name) => [name, masked]));
}

/** Password, query and what follows a semicolon leave: drivers take secrets in all of them. A URL that cannot be read is masked whole. */
export function maskUrl(text: string): string {
  if (!URL.canParse(text)) return masked;
  const url = new URL(text);
  if (url.password) url.password = "MASKED";
  if (url.search) url.search = "?MASKED";
  return url.href.replace(/;.*/s, ";MASKED").replaceAll("MASKED", masked);
}
