import type { Access } from "./grant.ts";

export const principalKinds = ["person", "token", "system"] as const;
export type PrincipalKind = (typeof principalKinds)[number];

/** Who acts: a person, an API token, or a task of Redrive itself. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** What never changes: the account's id, the token's id, the task. */
  readonly subject: string;
  /** What people read; written down with each act as it was then. */
  readonly name: string;
  readonly may: Access;
}

/** A task of Redrive: "worker", "capture". */
export function systemPrincipal(task: string): Principal {
  return { kind: "system", subject: task, name: task, may: "everything" };
}

/** Whoever reaches a console without sign-in: it listens on loopback only, so they are the machine's operator. */
export const localPrincipal: Principal = { kind: "person", subject: "local", name: "local", may: "everything" };

/** By whom live streams are counted: a person or a token who signed in, wherever they are; else by the address (null: not known). */
export function streamOwner({ kind, subject }: Principal, address: string | null): string | null {
  return subject === localPrincipal.subject || subject === nobody.subject ? address : `${kind} ${subject}`;
}

/** Who has not signed in. */
export const nobody: Principal = { kind: "person", subject: "nobody", name: "nobody", may: [] };
