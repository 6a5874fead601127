import { channelKind } from "../channel-kind.ts";
import { transitionKinds } from "../transition.ts";

export const pretendKind = channelKind({
  kind: "pretend",
  description:
    "Only where `environment` is `demo`: a page of the console shows what Slack would get, with working buttons. It tells nobody.",
  shape: {},
  secrets: [],
  urls: [],
  hears: transitionKinds,
  options: () => ({}),
});
