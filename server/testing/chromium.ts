import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The browser for the journeys: REDRIVE_CHROMIUM, one that is installed, else Debian's package. Throws with how to get one. */
export function findChromium(): string {
  const named = process.env["REDRIVE_CHROMIUM"];
  const found = [named, ...places].find((path) => path !== undefined && existsSync(path));
  if (found) return found;
  if (existsSync("/usr/bin/apt-get") && process.getuid?.() === 0) {
    execFileSync("sh", ["-c", "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium"], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (existsSync(places[0] ?? "")) return places[0] ?? "";
  }
  throw new Error("Chromium is missing. Install it (apt-get install chromium), or name one in REDRIVE_CHROMIUM.");
}
