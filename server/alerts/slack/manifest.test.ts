import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../../config/read.ts";
import { signingSecret } from "../../testing/slack.ts";
import { slackMethods } from "../channels/slack-api.ts";

const guide = readFileSync("docs/guide/slack.md", "utf8");
const blocks = [...guide.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);

interface Manifest {
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  readonly settings: { readonly interactivity: { readonly is_enabled: boolean; readonly request_url: string } };
}

test("the manifest asks for the scopes of the methods that are called, and no others, and names the route", () => {
  const { oauth_config: oauth, settings } = parse(blocks[0] ?? "") as Manifest;
  expect(oauth.scopes.bot.toSorted()).toEqual([...new Set(Object.values(slackMethods).flat())].toSorted());
  const { pathname, protocol } = new URL(settings.interactivity.request_url);
  expect([settings.interactivity.is_enabled, protocol, existsSync(`app${pathname}/route.ts`)]).toEqual([true, "https:", true]);
});

test("the examples are what redrive.yaml takes", () => {
  const env = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: signingSecret, SLACK_WEBHOOK: "https://hooks.slack.com/services/T/B/x" };
  const read = (text = "") => readConfig(text, "redrive.yaml", env).channels;
  expect(read(blocks[1])).toEqual([
    {
      kind: "slack",
      name: "oncall",
      token: "xoxb-1",
      channel: "C024BE91L",
      signingSecret,
      people: { U061F7AUR: "ana@example.com" },
      api: "https://slack.com/api/",
    },
  ]);
  expect(read(blocks[2])).toEqual([{ kind: "slack-webhook", name: "oncall", webhook: env.SLACK_WEBHOOK }]);
});
