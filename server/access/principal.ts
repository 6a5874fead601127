export const principalKinds = ["person", "token", "system"] as const;
export type PrincipalKind = (typeof principalKinds)[number];

/** Who acts: a person, an API token, or a task of Redrive itself. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** What never changes: the account's id, the token's id, the task. */
  readonly subject: string;
  /** What people read; written down with each act as it was then. */
  readonly name: string;
}

/** A task of Redrive: "worker", "capture". */
export function systemPrincipal(task: string): Principal {
  return { kind: "system", subject: task, name: task };
}

/** Whoever reaches a console without sign-in: it listens on loopback only. */
export const localPrincipal: Principal = { kind: "person", subject: "local", name: "local" };
