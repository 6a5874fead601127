// An evidence endpoint of 40 lines: it answers what docs/guide/evidence-openapi.yaml describes. Put your own lookup in `lookUp`.
import { timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const { PORT = "8080", EVIDENCE_TOKEN = "", EVIDENCE_FILE = "" } = process.env;
const mostBytes = 100_000;

/** Here a file: {"event id": {"times": 1, "at": "2026-11-30T12:00:00Z"}}. Ask your payment provider, your ledger or your table instead. */
function lookUp(id) {
  const effects = JSON.parse(readFileSync(EVIDENCE_FILE, "utf8"));
  const effect = Object.hasOwn(effects, id) ? effects[id] : null;
  // `done: false` is a promise that the effect was not done. Answer null where you do not know.
  return effect ? { id, done: true, ...effect } : { id, done: false };
}

createServer(async (request, response) => {
  const answer = (status, body) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  const [given, wanted] = [request.headers.authorization ?? "", `Bearer ${EVIDENCE_TOKEN}`].map((text) => Buffer.from(text));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return answer(401, { error: "The token is wrong." });
  if (request.method !== "POST") return answer(405, { error: "Ask by POST." });
  let text = "";
  for await (const part of request) {
    text += part;
    if (text.length > mostBytes) return answer(413, { error: "The question is too long." });
  }
  try {
    const { events } = JSON.parse(text);
    answer(200, { events: events.map(({ id }) => lookUp(String(id))) });
  } catch {
    answer(400, { error: "The question is not JSON as described." });
  }
}).listen(Number(PORT), "127.0.0.1", function () {
  console.log(`http://127.0.0.1:${this.address().port}/evidence`);
});
