/** How this browser stands to notifications. */
export type PushSupport = "none" | "blocked" | "off" | "on";

interface Subscription {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** Whether this browser can be told, may be, and is. */
export async function readSupport(): Promise<PushSupport> {
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return "none";
  if (Notification.permission === "denied") return "blocked";
  return (await current()) === null ? "off" : "on";
}

/** Asks whoever sits there, and subscribes at the browser's push service with the key of this Redrive. null: they said no. */
export async function subscribeHere(key: string): Promise<Subscription | null> {
  if ((await Notification.requestPermission()) !== "granted") return null;
  const registration = await navigator.serviceWorker.register("/push.js");
  await navigator.serviceWorker.ready;
  // One with another key, as of a database that was set up anew, would be refused.
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  const made = (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })).toJSON();
  const { endpoint = "", keys = {} } = made;
  return { endpoint, p256dh: keys["p256dh"] ?? "", auth: keys["auth"] ?? "" };
}

/** Where this browser is told; null: it is not. */
export async function readEndpoint(): Promise<string | null> {
  if (!("serviceWorker" in navigator && "PushManager" in window)) return null;
  return (await current())?.endpoint ?? null;
}

/** Its endpoint, which the server forgets; null: there was none. */
export async function unsubscribeHere(): Promise<string | null> {
  const subscription = await current();
  await subscription?.unsubscribe();
  return subscription?.endpoint ?? null;
}

async function current(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager.getSubscription()) ?? null;
}
