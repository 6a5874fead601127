import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

/** What it answers with the code: the whole ID token. */
export type Forge = (made: {
  readonly claims: JWTPayload;
  readonly sign: (claims: JWTPayload, header?: object) => Promise<string>;
}) => string | Promise<string>;

/** A provider that answers whatever a test wants: for what no real one does. It signs with RS256, and has to be stopped. */
export async function startForgingProvider(clientId: string) {
  const keys = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "one", alg: "RS256", use: "sig" };
  const state = {
    forge: (({ claims, sign }) => sign(claims)) as Forge,
    nonce: "",
    metadata: {} as object,
    userinfo: {} as object,
    asked: [] as string[],
  };
  const server = createServer(async (request, response) => {
    const path = request.url?.split("?")[0] ?? "";
    state.asked.push(path);
    const answer = (body: object, status = 200) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (path === "/.well-known/openid-configuration") return void answer({ ...metadataOf(issuer), ...state.metadata });
    if (path === "/jwks") return void answer({ keys: [jwk] });
    if (path === "/userinfo") return void answer(state.userinfo);
    const id_token = await state.forge({
      claims: claimsOf(issuer, clientId, state.nonce),
      sign: (claims, header) => sign(keys, claims, header),
    });
    return void answer({ access_token: "an access token", token_type: "Bearer", expires_in: 60, id_token });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    state,
    sign: (claims: JWTPayload, header?: object) => sign(keys, claims, header),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function sign({ privateKey }: Keys, claims: JWTPayload, header: object = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "one", ...header }).sign(privateKey);
}

function metadataOf(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["client_secret_post"],
    authorization_response_iss_parameter_supported: true,
  };
}

function claimsOf(issuer: string, clientId: string, nonce: string): JWTPayload {
  const now = Math.floor(Date.now() / 1_000);
  return {
    iss: issuer,
    aud: clientId,
    sub: "ann",
    nonce,
    iat: now,
    exp: now + 300,
    name: "Ann",
    email: "ann@shop.example",
    email_verified: true,
    groups: ["sre"],
  };
}
