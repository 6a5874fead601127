import { route } from "../../../server/http/route.ts";

export const dynamic = "force-dynamic";

/** Alive: this process answers. */
export const GET = route(async () => Response.json({ alive: true }));
