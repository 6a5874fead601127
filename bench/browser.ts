import { chromium, type Page } from "@playwright/test";
import { setTimeout as delay } from "node:timers/promises";
import { connect } from "amqplib";
import { buildPages } from "../server/process/build.ts";
import { findChromium } from "../server/testing/chromium.ts";
import { startConsole } from "../server/testing/console.ts";
import { freePorts } from "../server/testing/ports.ts";
import { startRabbitMQ } from "../server/testing/rabbitmq.ts";
import { startWorker } from "../server/testing/worker.ts";
import { startBenchDatabase } from "./database.ts";
import { percentile, printResult } from "./table.ts";

const samples = 100;
const names = { work: "orders", dead: "orders.dlq" } as const;
const pages = ["/", "/messages", "/messages/1", "/messages/1/edit", "/groups", "/queues", "/replays", "/audit", "/settings"];

/**
 * How long after a consumer's reject a dead letter is counted on an open page, by way of queue, worker, Postgres, stream and render. And
 * what a first visit to each page loads.
 */
export async function benchBrowser(): Promise<void> {
  await buildPages();
  const [rabbit, database, [port = 0]] = await Promise.all([startRabbitMQ(), startBenchDatabase(), freePorts(1)]);
  const yaml = `http: { port: ${port} }\nsources:\n  bench:\n    kind: rabbitmq\n    url: ${rabbit.url}\n    management: ${rabbit.management}\n    queues: ["${names.dead}"]\n`;
  const reject = await openShop(rabbit.url);
  const worker = await startWorker({ yaml, databaseUrl: database.url });
  const web = await startConsole({ yaml, databaseUrl: database.url, port });
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
  try {
    const page = await browser.newPage({ baseURL: web.url });
    const waits = await timeArrivals(page, reject);
    printResult("browser", [
      { what: "from reject to the open page, ms", p50: Math.round(percentile(waits, 0.5)), p95: Math.round(percentile(waits, 0.95)) },
    ]);
    const loads = [];
    for (const path of pages) loads.push({ page: path, ...(await weigh(web.url, browser, path)) });
    printResult("first load", loads);
  } finally {
    await browser.close();
    await Promise.all([web.stop(), worker.kill("SIGTERM")]);
    await Promise.all([rabbit.stop(), database.stop()]);
  }
}

async function timeArrivals(page: Page, reject: () => Promise<number>): Promise<number[]> {
  await page.goto("/messages");
  await page.getByText("Live", { exact: true }).waitFor();
  const waits: number[] = [];
  for (let sent = -3; sent < samples; sent++) {
    const seen = page.evaluate(whenTextChanges);
    const at = await reject();
    const wait = (await seen) - at;
    if (sent >= 0) waits.push(wait);
    await delay(300 + 50 * (sent % 10));
  }
  return waits;
}

/** Runs in the page: the time at which a count of new messages next changes. */
function whenTextChanges(): Promise<number> {
  const text = () =>
    [...document.querySelectorAll("button")].find((button) => button.textContent?.includes("new, show"))?.textContent ?? "";
  const before = text();
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (text() === before) return;
      observer.disconnect();
      resolve(Date.now());
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

/** What a browser with an empty cache fetches for a page: kilobytes on the wire, compressed. */
async function weigh(url: string, browser: Awaited<ReturnType<typeof chromium.launch>>, path: string) {
  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const sums: Record<string, number> = {};
  const types = new Map<string, string>();
  await session.send("Network.enable");
  session.on("Network.responseReceived", ({ requestId, type }) => types.set(requestId, type));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const type = types.get(requestId) ?? "";
    sums[type] = (sums[type] ?? 0) + encodedDataLength;
  });
  await page.goto(path);
  await page.getByText("Live", { exact: true }).waitFor();
  await context.close();
  const kilobytes = (type: string) => Math.round((sums[type] ?? 0) / 1_024);
  return { "script kB": kilobytes("Script"), "style kB": kilobytes("Stylesheet"), "font kB": kilobytes("Font") };
}

/** A work queue whose consumer rejects: resolves with the time of the reject. */
async function openShop(url: string): Promise<() => Promise<number>> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(names.dead, { durable: true });
  const dying = { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": names.dead };
  await channel.assertQueue(names.work, { durable: true, arguments: dying });
  let n = 0;
  connection.on("error", () => {});
  return async () => {
    channel.sendToQueue(names.work, Buffer.from(JSON.stringify({ orderId: `ord-${n++}` })), { persistent: true });
    await channel.waitForConfirms();
    const message = await channel.get(names.work);
    if (!message) throw new Error("The work queue is empty.");
    const at = Date.now();
    channel.reject(message, false);
    return at;
  };
}
