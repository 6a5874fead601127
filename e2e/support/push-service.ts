import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { BrowserContext, Page } from "@playwright/test";
import { makeCertificate } from "../../server/testing/certificate.ts";
import { makeDevice } from "../../server/testing/push-device.ts";

/** What `public/push.js` is told of an alert. */
export interface Pushed {
  readonly id: number;
  readonly seq: number;
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly acts: readonly string[];
  readonly rings: boolean;
}

/**
 * Stands in for the push service of a browser, which would be on the internet: it takes what Redrive sends, and the device reads it as RFC 8291 says.
 * Processes that are started afterwards trust its certificate.
 */
export async function startPushService() {
  const certificate = makeCertificate("push");
  const got: Pushed[] = [];
  const server = createServer({ cert: readFileSync(certificate.ca), key: readFileSync(certificate.key) }, async (request, response) => {
    got.push(JSON.parse(device.decrypt(await buffer(request))) as Pushed);
    response.writeHead(201).end();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const device = makeDevice(`https://127.0.0.1:${(server.address() as AddressInfo).port}/send/1`);
  const before = process.env["NODE_EXTRA_CA_CERTS"];
  process.env["NODE_EXTRA_CA_CERTS"] = certificate.ca;
  return {
    device,
    got,
    /** Waits for the notice of an alert about this title, which was not asked for before. */
    async next(title: string): Promise<Pushed> {
      for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
        const nth = got.findIndex((one) => one.title.includes(title));
        if (nth >= 0) return got.splice(nth, 1)[0] as Pushed;
      }
      throw new Error(`Nothing about ${title} was sent to the device.`);
    },
    stop: () => {
      if (before === undefined) delete process.env["NODE_EXTRA_CA_CERTS"];
      else process.env["NODE_EXTRA_CA_CERTS"] = before;
      server.closeAllConnections();
      server.close();
      certificate.remove();
    },
  };
}

/** The browser subscribes at that service, in place of the one of its vendor. Permission, service worker and notifications are its own. */
export async function subscribesAt(context: BrowserContext, { endpoint, keys }: ReturnType<typeof makeDevice>): Promise<void> {
  await context.addInitScript(
    (of) => {
      const made = {
        endpoint: of.endpoint,
        toJSON: () => of,
        unsubscribe: async () => {
          localStorage.removeItem("subscribed");
          return true;
        },
      };
      PushManager.prototype.subscribe = async () => {
        localStorage.setItem("subscribed", "yes");
        return made as unknown as PushSubscription;
      };
      PushManager.prototype.getSubscription = async () =>
        localStorage.getItem("subscribed") ? (made as unknown as PushSubscription) : null;
    },
    { endpoint, keys },
  );
}

/** Hands the service worker of a page a message as its push service does, and presses what it shows. */
export async function openDevice(page: Page) {
  const client = await page.context().newCDPSession(page);
  const found = Promise.withResolvers<string>();
  client.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    const [first] = registrations;
    if (first) found.resolve(first.registrationId);
  });
  await client.send("ServiceWorker.enable");
  const registrationId = await found.promise;
  // What is handed to one that is not active yet is lost.
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state !== "activated")
      await new Promise<void>((resolve) => {
        active?.addEventListener("statechange", () => active.state === "activated" && resolve());
      });
  });
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const all = (await registration.getNotifications()) as (Notification & { actions?: readonly { title: string }[] })[];
      return all.map(({ title, body, tag, actions = [] }) => ({ title, body, tag, actions: actions.map((one) => one.title) }));
    });
  return {
    shown,
    deliver: async (message: Pushed) => {
      const { origin } = new URL(page.url());
      await client.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data: JSON.stringify(message) });
    },
    /** "": its text is pressed, not one of its buttons. */
    press: async (tag: string, action: "acknowledge" | "snooze" | "") => {
      const [worker] = page.context().serviceWorkers();
      if (!worker) throw new Error("There is no service worker.");
      await worker.evaluate(
        async ([of, name]) => {
          // Of the scope of a service worker, which the types of a page do not know.
          const scope = globalThis as unknown as {
            registration: ServiceWorkerRegistration;
            dispatchEvent(event: Event): boolean;
            NotificationEvent: new (type: string, init: object) => Event;
          };
          const [notification] = await scope.registration.getNotifications({ tag: of });
          scope.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification, action: name }));
        },
        [tag, action] as const,
      );
    },
  };
}
