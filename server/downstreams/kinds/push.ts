import { readingKind } from "../reading-kind.ts";

export const pushKind = readingKind({
  kind: "push",
  description:
    "An application reports its breakers itself, by `breakers.push` with an API token whose role has `breaker.push`. Nothing is asked.",
  label: "push",
  isPushed: true,
  shape: {},
  paths: () => [],
  parse: () => [],
});
