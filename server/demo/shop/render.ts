import type { Gateway } from "./gateway.ts";
import type { Guard } from "./guard.ts";
import type { Counts } from "./run.ts";
import { style } from "./style.ts";
import { numberText } from "../../text/numbers.ts";

interface Counted {
  readonly name: string;
  readonly counts: Counts;
}

const answers = {
  well: "The payment gateway answers, and orders are paid.",
  slow: "The payment gateway does not answer. Payments are given up after four attempts.",
  failing: "The payment gateway answers 503. Payments are given up after four attempts.",
};

const rows: readonly { readonly label: string; readonly count: (counts: Counts) => number }[] = [
  { label: "Orders placed", count: ({ orders }) => orders },
  { label: "Paid", count: ({ payments }) => payments },
  { label: "Shipped", count: ({ shipments }) => shipments },
  { label: "Held for an earlier event", count: ({ early }) => early },
  { label: "Waiting in the outbox", count: ({ outbox }) => outbox },
];

/** The whole page. Pure: numbers and our own words only; the console's address is ours too. */
export function renderPage(
  { gateway, guard, consoleUrl, relayRests }: { gateway: Gateway; guard: Guard; consoleUrl: string | null; relayRests: boolean },
  shops: readonly Counted[],
): string {
  const { health, held, plan } = gateway;
  const well = health === "well";
  return `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>The sample shop</title><style>${style}</style>
<header><b>The sample shop</b>${consoleUrl ? `<a href="${consoleUrl}">Open Redrive</a>` : ""}</header>
<main>
<h1 class="${well ? "ok" : "bad"}">${answers[health]}</h1>
<p>${held === null ? `It ${well ? "breaks" : "heals"} by itself in ${Math.ceil(plan.turnsInMs / 1_000)} s.` : `It stays so until you ${well ? "break" : "heal"} it.`} It has taken ${number(gateway.charged)} charges since it started.
${guard.isOpen ? "The shop's circuit breaker is open: it asks the gateway nothing until it tries again." : "The shop's circuit breaker lets calls through."}</p>
<div class="acts">${well ? button("/break", "Break the gateway", "main") : button("/heal", "Heal the gateway", "main")}
${held === null ? "" : button("/leave", "Leave it to itself")}</div>
<table><thead><tr><th scope="col">What the shop did</th>${shops.map(({ name }) => `<th scope="col">${name}</th>`).join("")}</tr></thead>
<tbody>${rows.map(({ label, count }) => `<tr><th scope="row">${label}</th>${shops.map(({ counts }) => `<td>${number(count(counts))}</td>`).join("")}</tr>`).join("")}</tbody></table>
<h2>The relay of the outbox</h2>
<p>${relayRests ? "It is stopped: events wait in the outbox, and nothing new is consumed." : "It runs: events leave the outbox within a second."}</p>
<div class="acts">${relayRests ? button("/start-relay", "Start the relay") : button("/stop-relay", "Stop the relay")}</div>
<h2>More orders</h2>
<div class="acts">${button("/burst", "Place 50 orders")}${button("/poison", "Place 6 bad orders")}</div>
<p>The bad ones: one without an address, one for an unknown carrier, one in a newer format, one whose event was cut off, one placed twice, and one whose second parcel dies, so that the others wait for it.</p>
</main></html>`;
}

function button(act: string, label: string, kind = ""): string {
  return `<form method="post" action="${act}"><button class="${kind}">${label}</button></form>`;
}

function number(count: number): string {
  return numberText(count);
}
