import { benchBrowser } from "./browser.ts";
import { benchCapture } from "./capture.ts";
import { benchDerive } from "./derive.ts";
import { benchKafkaCapture, benchKafkaReplay } from "./kafka.ts";
import { benchLists, benchScale } from "./lists.ts";
import { benchReplay } from "./replay.ts";

const benches: Readonly<Record<string, () => Promise<void>>> = {
  capture: benchCapture,
  replay: benchReplay,
  "kafka-capture": benchKafkaCapture,
  "kafka-replay": benchKafkaReplay,
  lists: benchLists,
  scale: benchScale,
  derive: benchDerive,
  browser: benchBrowser,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches[name]);
if (unknown.length > 0) {
  console.error(`No benchmark is called ${unknown.join(", ")}. There are: ${Object.keys(benches).join(", ")}.`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(benches)) if (wanted.length === 0 || wanted.includes(name)) await bench();
