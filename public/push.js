// The service worker: it shows alerts that are pushed to this device, and does what their buttons say. It caches nothing.

const labels = { acknowledge: "Acknowledge", snooze: "Snooze 1 h" };

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => event.waitUntil(show(event.data?.json())));

async function show(told) {
  if (!told) return;
  // Services may hand out messages in another order.
  const shown = await self.registration.getNotifications({ tag: told.tag });
  if (shown.some(({ data }) => data.seq > told.seq)) return;
  await self.registration.showNotification(told.title, {
    body: told.body,
    tag: told.tag,
    renotify: told.rings,
    silent: !told.rings,
    timestamp: told.at,
    icon: "/icon-192.png",
    actions: told.acts.map((action) => ({ action, title: labels[action] })),
    data: told,
  });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(event.action === "" ? open(event.notification.data) : act(event.action, event.notification));
});

/** The console answers as it does to its pages: by who is signed in on this device. What it refuses is said, and a tap opens the alert. */
async function act(action, { data, title }) {
  const input = { id: data.id, act: action, ...(action === "snooze" ? { minutes: 60 } : {}), reason: "From a notification" };
  let problem = "Redrive was not reached.";
  try {
    const answer = await fetch("/api/trpc/alerts.act", {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
    });
    if (answer.ok) return;
    problem = answer.status === 401 ? "Sign in first." : ((await answer.json()).error?.message ?? problem);
  } catch {
    // Said below.
  }
  await self.registration.showNotification(title, {
    body: `Not done: ${problem} Tap to open the alert.`,
    tag: data.tag,
    renotify: true,
    data,
  });
}

/** A window of the console that is open shows the alert; otherwise a new one does. */
async function open({ url }) {
  const [first] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!first) return self.clients.openWindow(url);
  // A browser may keep a window where it is, and show the alert in it all the same.
  await first.focus().catch(() => {});
  return first.navigate(url).catch(() => self.clients.openWindow(url));
}
