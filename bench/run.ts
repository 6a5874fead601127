import { benchAlertLatency } from "./alerts-latency.ts";
import { benchAlertStorm } from "./alerts-storm.ts";
import { benchAlerts } from "./alerts.ts";
import { benchApplications } from "./applications.ts";
import { benchBrowser } from "./browser.ts";
import { benchCapture } from "./capture.ts";
import { benchCheckedReplay } from "./checked-replay.ts";
import { benchDerive } from "./derive.ts";
import { benchKafkaCapture, benchKafkaReplay } from "./kafka.ts";
import { benchLists, benchRestricted, benchScale } from "./lists.ts";
import { benchOpenTransaction } from "./open-transaction.ts";
import { benchReplay } from "./replay.ts";
import { demandPrograms, orEnd, type Package } from "../server/testing/programs.ts";

interface Bench {
  readonly run: () => Promise<void>;
  readonly needs: readonly Package[];
}

const benches: Readonly<Record<string, Bench>> = {
  capture: { run: benchCapture, needs: ["rabbitmq-server"] },
  replay: { run: benchReplay, needs: ["rabbitmq-server"] },
  "checked-replay": { run: benchCheckedReplay, needs: ["rabbitmq-server"] },
  "open-transaction": { run: benchOpenTransaction, needs: ["rabbitmq-server"] },
  "kafka-capture": { run: benchKafkaCapture, needs: ["default-jre-headless", "maven"] },
  "kafka-replay": { run: benchKafkaReplay, needs: ["default-jre-headless", "maven"] },
  lists: { run: benchLists, needs: [] },
  scale: { run: benchScale, needs: [] },
  restricted: { run: benchRestricted, needs: [] },
  alerts: { run: benchAlerts, needs: [] },
  "alerts-storm": { run: benchAlertStorm, needs: ["rabbitmq-server"] },
  "alerts-latency": { run: benchAlertLatency, needs: ["rabbitmq-server"] },
  applications: { run: benchApplications, needs: [] },
  derive: { run: benchDerive, needs: [] },
  browser: { run: benchBrowser, needs: ["rabbitmq-server", "chromium"] },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches[name]);
if (unknown.length > 0) {
  console.error(`No benchmark is called ${unknown.join(", ")}. There are: ${Object.keys(benches).join(", ")}.`);
  process.exit(2);
}
const chosen = Object.entries(benches).filter(([name]) => wanted.length === 0 || wanted.includes(name));
await orEnd(async () => demandPrograms([...new Set(chosen.flatMap(([, { needs }]) => needs))]));
for (const [, { run }] of chosen) await run();
