import { expect, test } from "vitest";
import { cameFrom } from "./came-from";

test.each([
  [{ ids: "7" }, "/messages/7"],
  [{ ids: "7", target: "release" }, "/messages/7"],
  [{ ids: "7", from: "key:ord-*" }, "/messages?filter=key%3Aord-*"],
  [{ ids: "7,8" }, "/messages"],
  [{ ids: "7,8", from: "" }, "/messages"],
  [{ group: "12" }, "/groups/12"],
  [{ filter: "verdict:poison", asOf: "2026-11-23T10:00:00Z" }, "/messages?filter=verdict%3Apoison"],
  [{ filter: "" }, "/messages"],
  [{}, "/replays"],
  [{ group: "../x" }, "/replays"],
  [{ ids: ["1", "2"] }, "/messages"],
])("a plan of %j leads back to %s", (params, href) => {
  expect(cameFrom(params).href).toBe(href);
});
