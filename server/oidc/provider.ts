import {
  allowInsecureRequests,
  clockTolerance,
  Configuration,
  type ClientAuth,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
} from "openid-client";
import { ClientSecretBasic, ClientSecretPost, type ServerMetadata } from "openid-client";
import { isOwnMachine } from "../access/subnets.ts";
import type { Oidc } from "../config/config.ts";
import type { Ctx } from "../context.ts";
import { askOf } from "./ask.ts";
import { OidcProblem, problemOf } from "./problem.ts";

/** What the provider says of itself is asked again after so long; that it did not answer is believed for a moment, or strangers could make the console ask. */
const freshMs = { found: 300_000, failed: 2_000 };
const skewSeconds = 60;

interface Asked {
  readonly at: number;
  readonly answer: Promise<ServerMetadata | OidcProblem>;
}

const asked = new WeakMap<Oidc, Asked>();

/** The provider's addresses and abilities (OpenID Connect Discovery 1.0). Asked when they are needed, so that the console starts without it. Rejects with an `OidcProblem`. */
export async function findProvider({ clock, config }: Pick<Ctx, "clock" | "config">, oidc: Oidc): Promise<ServerMetadata> {
  const now = clock().getTime();
  const before = asked.get(oidc);
  const last = before ? await before.answer : null;
  const isFresh = before && now - before.at < (last instanceof OidcProblem ? freshMs.failed : freshMs.found);
  // Others may have asked while this one waited.
  const current = isFresh || asked.get(oidc) !== before ? (asked.get(oidc) as Asked) : { at: now, answer: ask(config, oidc) };
  asked.set(oidc, current);
  const found = await current.answer;
  if (found instanceof OidcProblem) throw found;
  return found;
}

async function ask(config: Ctx["config"], oidc: Oidc): Promise<ServerMetadata | OidcProblem> {
  try {
    const found = await discovery(new URL(oidc.issuer), oidc.clientId, undefined, undefined, {
      [customFetch]: askOf(config),
      execute: insecure(oidc) ? [allowInsecureRequests] : [],
    });
    const metadata = structuredClone({ ...found.serverMetadata(), supportsPKCE: undefined });
    // The library lets some providers name another issuer: at Microsoft's "common" one any tenant of the world could sign in, with any e-mail address.
    if (new URL(metadata.issuer).href !== new URL(oidc.issuer).href)
      return new OidcProblem("settings", `signIn.oidc.issuer is ${oidc.issuer}, and the provider calls itself ${metadata.issuer}.`);
    return metadata;
  } catch (error) {
    return problemOf(error);
  }
}

/** A provider on this machine, as tests have one. */
function insecure({ issuer }: Oidc): boolean {
  const { protocol, hostname } = new URL(issuer);
  return protocol === "http:" && isOwnMachine(hostname);
}

/**
 * A client for one sign-in. It reads the provider's keys anew, so that a key which the provider took back signs nobody in. ID tokens are checked by their
 * signature too, whatever connection they came by.
 */
export function clientOf(
  { config }: Pick<Ctx, "config">,
  provider: ServerMetadata,
  oidc: Oidc,
  auth: ClientAuth = authsOf(provider, oidc)[0],
): Configuration {
  const client = new Configuration(provider, oidc.clientId, { [clockTolerance]: skewSeconds }, auth);
  client[customFetch] = askOf(config);
  enableNonRepudiationChecks(client);
  if (insecure(oidc)) allowInsecureRequests(client);
  return client;
}

/** How the console proves who it is, in the order of trying: a provider may offer both ways and expect one of this client. */
export function authsOf(
  { token_endpoint_auth_methods_supported: offered }: ServerMetadata,
  { clientSecret }: Oidc,
): readonly [ClientAuth, ...ClientAuth[]] {
  const [post, basic] = [ClientSecretPost(clientSecret), ClientSecretBasic(clientSecret)];
  if (!offered?.includes("client_secret_post")) return [basic];
  return offered.includes("client_secret_basic") ? [post, basic] : [post];
}
