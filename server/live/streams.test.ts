import { expect, test } from "vitest";
import { Streams } from "./streams.ts";

function enterMany(streams: Streams, address: string | null, n: number) {
  const pages = Array.from({ length: n }, () => new AbortController());
  for (const { signal } of pages) streams.enter(address, signal);
  return pages;
}

test("a client has 30 streams; another client has its own, and who leaves makes room", () => {
  const streams = new Streams();
  const [first] = enterMany(streams, "10.0.0.1", 30);
  expect(() => enterMany(streams, "10.0.0.1", 1)).toThrow("There are 30 live streams from here already. Close other pages of the console.");
  enterMany(streams, "10.0.0.2", 30);
  first?.abort();
  first?.abort();
  enterMany(streams, "10.0.0.1", 1);
  expect(() => enterMany(streams, "10.0.0.1", 1)).toThrow("30");
});

test("clients whose address is not known share one count", () => {
  const streams = new Streams();
  enterMany(streams, null, 30);
  expect(() => enterMany(streams, null, 1)).toThrow("30");
});

test("all clients together have 300", () => {
  const streams = new Streams();
  for (let n = 0; n < 10; n++) enterMany(streams, `10.0.0.${n}`, 30);
  expect(() => enterMany(streams, "10.0.1.1", 1)).toThrow("The console serves 300 live streams, and all are taken.");
});

test("a page that has left before it entered is not counted", () => {
  const streams = new Streams();
  for (let n = 0; n < 40; n++) streams.enter("10.0.0.1", AbortSignal.abort());
  enterMany(streams, "10.0.0.1", 30);
});
