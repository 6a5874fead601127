import { demandSomebody } from "../access/act.ts";
import { mine } from "../access/output.ts";
import { readMine } from "../access/read-mine.ts";
import { requestContext } from "./request.ts";

/** A page is not kept waiting for a database that is slow: it asks by itself then. */
const waitMs = 1_000;

/** What whoever asks for a page may do, so that its first paint has the right buttons. null: nobody is signed in, or the database does not answer in time. */
export function readFirstMine(headers: Headers): Promise<ReturnType<typeof mine.parse> | null> {
  const read = async () => {
    const ctx = await requestContext({ headers });
    demandSomebody(ctx);
    return mine.parse(await readMine(ctx));
  };
  const late = new Promise<null>((resolve) => void setTimeout(() => resolve(null), waitMs));
  return Promise.race([read().catch(() => null), late]);
}
