import { dirname, relative } from "node:path";
import { forPages, forRoutes, refusal, units } from "../../oxlint.config.ts";

/** A file of the planted tree: statements that a rule must catch, under its words or its name, and neighbours that must pass. */
export interface Plant {
  readonly file: string;
  readonly caught: Readonly<Record<string, readonly string[]>>;
  readonly passes?: readonly string[];
}

const value = (...from: readonly string[]) => from.map((path, n) => `export { v${n} as v${path.length}_${n} } from "${path}";`);
const type = (...from: readonly string[]) => from.map((path, n) => `export type { T${n} as T${path.length}_${n} } from "${path}";`);

const noEnvironment = "Only server/config reads the environment.";
const drivers = ["postgres", "drizzle-orm", "drizzle-orm/pg-core", "amqplib", "kafkajs", "@aws-sdk/client-sqs", "pino"];

/** What must be refused whatever the table says: what the layers are there for. */
const refused: Readonly<Record<string, readonly string[]>> = {
  "server/text": ["../db/client.ts", "../errors.ts", "yaml"],
  "server/failures": ["../messages/list.ts", "../context.ts", "../config/load.ts", "postgres"],
  "server/payloads": ["../messages/list.ts", "../replays/start.ts"],
  "server/messages": ["../groups/get.ts", "../queues/list.ts", "../replays/start.ts", "../capture/ingest.ts", "next", "react", "amqplib"],
  "server/selections": ["../replays/start.ts", "../bulk/discard.ts"],
  "server/queues": ["../replays/start.ts", "../sources/registry.ts", "../sources/kafka/create.ts", "kafkajs"],
  "server/groups": ["../replays/start.ts", "../overview/lanes.ts"],
  "server/replays": ["../capture/ingest.ts", "../trpc/init.ts", "../process/open.ts".replace("process", "testing"), "pg", "nats"],
  "server/trpc": ["../db/client.ts", "../sources/port.ts", "../worker.ts", ...drivers],
  "server/http": ["../db/client.ts", "postgres"],
  "server/sources/rabbitmq": [
    "../../db/client.ts",
    "../../context.ts",
    "../../failures/diagnose.ts",
    "../kafka/create.ts",
    "../registry.ts",
    "kafkajs",
  ],
  "server/sources/kafka": ["../../messages/list.ts", "../../config/config.ts", "amqplib"],
};

const isFile = (path: string) => path.endsWith(".ts");
const up = (path: string) => "../".repeat(path.split("/").length - (isFile(path) ? 2 : 1));

/** Each row of the table refuses what is new, and passes what it names. */
const ofUnits = units
  .filter(({ imports }) => !imports.includes("anything"))
  .map((unit): Plant => {
    const { path, imports, packages } = unit;
    const root = up(path);
    return {
      file: isFile(path) ? path : `${path}/planted.ts`,
      caught: { [refusal(unit)]: value(`${root}unheard/of.ts`, "unheard-of", ...(refused[path] ?? [])) },
      passes: value(...imports.map((name) => (isFile(name) ? siblingOf(path, name) : `${root}${name}/x.ts`)), ...packages),
    };
  });

/** How a unit names a file of the server. */
function siblingOf(path: string, name: string): string {
  const from = isFile(path) ? dirname(path) : path;
  const there = relative(from, `server/${name}`);
  return there.startsWith(".") ? there : `./${there}`;
}

/** One violation at least of every dependency and layout rule of oxlint.config.ts, beside what the rule allows. */
export const plants: readonly Plant[] = [
  ...ofUnits,
  {
    file: "server/replays/deep/planted.ts",
    caught: { [refusal({ path: "server/replays" })]: value("../../capture/ingest.ts", "../../unheard/of.ts", "amqplib") },
    passes: value("../start.ts", "../../messages/list.ts", "../../errors.ts", "./beside.ts"),
  },
  ...["app/groups/page.tsx", "components/verdict.tsx"].map((file) => ({
    file,
    caught: {
      [forPages]: value(
        "@/server/messages/list.ts",
        "@/server/config/load.ts",
        "@/server/db/schema/messages.ts",
        "../../server/sources/sqs/create.ts",
        ...drivers,
        "unheard-of",
      ),
    },
    passes: [
      ...type("@/server/messages/list.ts", "@/server/sources/port.ts"),
      ...value(
        "@/server/trpc/router.ts",
        "@/server/messages/input.ts",
        "@/server/failures/words.ts",
        "@/server/text/clean.ts",
        "react",
        "next/link",
      ),
    ],
  })),
  {
    file: "app/api/ready/route.ts",
    caught: { [forRoutes]: value("../../../server/messages/list.ts", "../../../server/process/open.ts", ...drivers) },
    passes: value(
      "../../../server/trpc/init.ts",
      "../../../server/http/route.ts",
      "../../../server/messages/input.ts",
      "../../../server/process/readiness.ts",
    ),
  },
  {
    file: "server/replays/turn.ts",
    caught: { "import(no-cycle)": [`import type { Back } from "./back.ts";`] },
    passes: ["export type Turn = Back;"],
  },
  {
    file: "server/replays/back.ts",
    caught: { "import(no-cycle)": [`import type { Turn } from "./turn.ts";`] },
    passes: ["export type Back = Turn;"],
  },
  {
    file: "server/testing/loud.ts",
    caught: { "typescript(no-explicit-any)": ["export const loose: any = 1;"] },
    passes: [`console.log("loud");`],
  },
  {
    file: "server/groups/loud.ts",
    caught: {
      "eslint(no-console)": [`console.log("loud");`],
      [noEnvironment]: [`export const a = process.env["A"];`, "export const { env } = process;"],
    },
  },
  {
    file: "server/groups/long.ts",
    caught: { "eslint(max-lines)": ["export const last = 1;"] },
    passes: Array.from({ length: 350 }, (_, n) => `export const n${n} = ${n};`),
  },
  { file: "server/config/load.ts", caught: {}, passes: [`export const a = process.env["A"];`] },
];
