import { expect, it } from "vitest";
import { likeHolding, likeOfGlob } from "./like.ts";

it("takes every character of a text for itself", () => {
  expect(likeHolding(String.raw`50%_\*`)).toBe(String.raw`%50\%\_\\*%`);
});

it("lets only the star of a glob stand for anything", () => {
  expect(likeOfGlob("order_*.paid%")).toBe(String.raw`order\_%.paid\%`);
});
