import { sourceKind } from "../source-kind.ts";

/** Of the in-process broker, which tests use. */
export const memory = sourceKind({
  kind: "memory",
  offered: false,
  mirrored: false,
  shape: {},
  secrets: [],
  urls: [],
  options: () => ({}),
});
