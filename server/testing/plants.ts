/** A file of the planted tree: statements that a rule must catch, under its words or its name, and neighbours that must pass. */
export interface Plant {
  readonly file: string;
  readonly caught: Readonly<Record<string, readonly string[]>>;
  readonly passes?: readonly string[];
}

const value = (...from: readonly string[]) => from.map((path, n) => `export { v${n} as v${path.length}_${n} } from "${path}";`);
const type = (...from: readonly string[]) => from.map((path, n) => `export type { T${n} as T${path.length}_${n} } from "${path}";`);

const rule1 = "Rule 1: from server/ only types, and values of server/trpc, text/numbers and of a domain's input, filter and words.";
const rule1Api = "Rule 1: a route handler calls what server/trpc and server/health offer.";
const noDriver = "Rule 1: pages know no driver.";
const noSql = "Rule 2: no SQL and no driver in a router.";
const onlyVerbs = "Rule 2: a router calls verbs.";
const noFramework = "Rule 3: a domain knows no framework and no driver.";
const onlyThePort = "Rule 3: a domain knows the port, never an adapter.";
const noCallers = "Rule 3: a domain does not know its callers.";
const noEnvironment = "Rule 3: only server/config reads the environment.";
const ownDriver = "Rule 5: an adapter knows the port and its own driver.";
const onlyTheWorker = "Rule 6: only the worker starts loops and consumes.";
const drivers = value("postgres", "drizzle-orm", "drizzle-orm/pg-core", "amqplib", "@aws-sdk/client-sqs");

/** What rule 3 forbids in every domain. */
const inADomain = {
  [noFramework]: value("next", "next/server", "react", "react-dom", "@trpc/server", "amqplib", "@aws-sdk/client-sqs"),
  [onlyThePort]: value("../sources/registry.ts", "../sources/sqs/create.ts", "../sources/rabbitmq/create.ts"),
  [noCallers]: value("../trpc/init.ts", "../process/open.ts", "../worker.ts"),
  [noEnvironment]: [`export const a = process.env["A"];`, "export const { env } = process;"],
};
const domainNeighbours = value("../sources/port.ts", "../context.ts", "../errors.ts", "../audit/record.ts", "../db/schema/messages.ts");

/** One violation at least of every dependency and layout rule of .oxlintrc.json, beside what the rule allows. */
export const plants: readonly Plant[] = [
  ...["app/groups/page.tsx", "components/verdict.tsx"].map((file) => ({
    file,
    caught: {
      [rule1]: value(
        "@/server/messages/list.ts",
        "@/server/config/load.ts",
        "@/server/db/schema/messages.ts",
        "../../server/sources/sqs/create.ts",
      ),
      [noDriver]: drivers,
    },
    passes: [
      ...type("@/server/messages/list.ts", "@/server/sources/port.ts"),
      ...value("@/server/trpc/router.ts", "@/server/messages/input.ts", "@/server/failures/words.ts", "@/server/text/numbers.ts"),
    ],
  })),
  {
    file: "app/api/ready/route.ts",
    caught: { [rule1Api]: value("../../../server/messages/list.ts", "../../../server/process/open.ts"), [noDriver]: drivers },
    passes: value("../../../server/trpc/init.ts", "../../../server/http/health.ts", "../../../server/messages/input.ts"),
  },
  {
    file: "server/trpc/messages.ts",
    caught: {
      [noSql]: drivers,
      [onlyVerbs]: value("../db/client.ts", "../db/schema/messages.ts", "../sources/port.ts", "../sources/sqs/create.ts"),
      [onlyTheWorker]: value(
        "../process/loop.ts",
        "../process/work.ts",
        "../worker.ts",
        "../capture/collect.ts",
        "../capture/capture.ts",
        "../replays/send/send-replays.ts",
      ),
    },
    passes: [...value("../messages/list.ts", "../errors.ts", "../context.ts"), ...type("../db/schema/messages.ts", "../sources/port.ts")],
  },
  {
    file: "instrumentation.ts",
    caught: { [onlyTheWorker]: value("./server/process/work.ts", "./server/capture/collect.ts", "./server/sources/sqs/create.ts") },
    passes: value("./server/access/origin.ts", "./server/trpc/request.ts"),
  },
  ...["replays", "overview", "settings", "audit", "failures", "live", "access"].map((domain) => ({
    file: `server/${domain}/planted.ts`,
    caught: inADomain,
    passes: domainNeighbours,
  })),
  {
    file: "server/messages/planted.ts",
    caught: {
      ...inADomain,
      "Rule 4: messages know nothing above them.": value(
        "../groups/get.ts",
        "../replays/start.ts",
        "../overview/lanes.ts",
        "../settings/read.ts",
      ),
    },
    passes: domainNeighbours,
  },
  ...["groups", "queues", "checks"].map((domain) => ({
    file: `server/${domain}/planted.ts`,
    caught: {
      ...inADomain,
      "Rule 4: groups, queues and checks know messages, not replays.": value(
        "../replays/start.ts",
        "../overview/lanes.ts",
        "../settings/read.ts",
      ),
    },
    passes: [...domainNeighbours, ...value("../messages/list.ts")],
  })),
  ...["rabbitmq", "sqs", "memory"].map((adapter) => ({
    file: `server/sources/${adapter}/planted.ts`,
    caught: {
      [ownDriver]: value(
        "../../db/client.ts",
        "../../db/schema/messages.ts",
        "../../messages/list.ts",
        "../../groups/get.ts",
        "../../capture/collect.ts",
        "../../replays/send/send-replays.ts",
        "../../failures/diagnose.ts",
        "../../audit/record.ts",
        "../../trpc/init.ts",
        "../../config/config.ts",
        "../../context.ts",
      ),
    },
    passes: value("../port.ts", "amqplib", "@aws-sdk/client-sqs", "./head.ts"),
  })),
  {
    file: "server/sources/port.ts",
    caught: { "Rule 5: the port imports nothing.": value("amqplib", "./registry.ts", "../errors.ts", "node:crypto") },
  },
  {
    file: "server/replays/turn.ts",
    caught: { "import(no-cycle)": [`import { back } from "./back.ts";`] },
    passes: ["export const turn = () => back;"],
  },
  {
    file: "server/replays/back.ts",
    caught: { "import(no-cycle)": [`import { turn } from "./turn.ts";`] },
    passes: ["export const back = () => turn;"],
  },
  {
    file: "server/loud.ts",
    caught: { "eslint(no-console)": [`console.log("loud");`], "typescript(no-explicit-any)": ["export const loose: any = 1;"] },
  },
  {
    file: "server/long.ts",
    caught: { "eslint(max-lines)": ["export const last = 1;"] },
    passes: Array.from({ length: 350 }, (_, n) => `export const n${n} = ${n};`),
  },
  { file: "server/config/load.ts", caught: {}, passes: [`export const a = process.env["A"];`] },
];
