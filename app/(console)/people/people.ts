import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

type Outputs = inferRouterOutputs<AppRouter>["people"];
export type People = Outputs["list"];
export type Me = Outputs["me"];
export type Person = Outputs["list"]["people"][number];
export type Role = Person["roles"][number];
export type Token = Outputs["list"]["tokens"][number];
export type Session = Me["sessions"][number];

/** What a dialog is open for. */
export type Asking =
  | { readonly act: "invite" }
  | { readonly act: "token" }
  | { readonly act: "give" | "sessions" | "disable" | "enable" | "link"; readonly person: Person }
  | { readonly act: "take"; readonly person: Person; readonly role: Role }
  | { readonly act: "revokeToken"; readonly token: Token };
