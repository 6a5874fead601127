import { channelKind } from "../channel-kind.ts";
import { newsOnly } from "../transition.ts";

export const logKind = channelKind({
  kind: "log",
  description: "Each notice is a line of the worker's log, for whoever collects logs.",
  shape: {},
  secrets: [],
  urls: [],
  hears: newsOnly,
  options: () => ({}),
});
