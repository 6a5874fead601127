import type { Ctx } from "../../context.ts";
import type { VapidKeys } from "./authorize.ts";
import { newKey } from "./encrypt.ts";

/** The keys of this Redrive. They are made the first time; where two do so at the same time, both get those of the first. */
export async function readPushKeys({ sql }: Pick<Ctx, "sql">): Promise<VapidKeys> {
  const [known] = await sql<VapidKeys[]>`select public_key as "publicKey", private_key as "privateKey" from push_keys`;
  if (known) return known;
  const key = newKey();
  // A number may begin with zeros, which its bytes leave out.
  const privateKey = Buffer.concat([Buffer.alloc(32), key.getPrivateKey()])
    .subarray(-32)
    .toString("base64url");
  await sql`insert into push_keys (public_key, private_key) values (${key.getPublicKey("base64url")}, ${privateKey}) on conflict do nothing`;
  return readPushKeys({ sql });
}
