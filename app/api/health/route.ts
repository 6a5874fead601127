export const dynamic = "force-dynamic";

/** Alive: this process answers. */
export function GET(): Response {
  return Response.json({ alive: true });
}
