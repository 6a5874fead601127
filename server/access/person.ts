/** How somebody proves who they are: by an account of Redrive, by single sign-on, or by the proxy in front. */
export const personWays = ["account", "oidc", "proxy"] as const;
export type PersonWay = (typeof personWays)[number];

/** What is known of a person, for the grants of redrive.yaml. */
export interface Person {
  readonly way: PersonWay;
  /** Never changes, and means one person whatever the way: `oidcSubject`, `proxySubject`, or the UUID of an account. */
  readonly subject: string;
  readonly email: string | null;
  readonly name: string;
  readonly groups: readonly string[];
}

/** What a provider calls a person is unique only together with its issuer (OpenID Connect Core 1.0, section 5.7), which holds no space. */
export function oidcSubject(issuer: string, sub: string): string {
  return `${new URL(issuer).href} ${sub}`;
}

/** Whether a person of single sign-on came from this issuer. */
export function isOfIssuer({ subject }: Pick<Person, "subject">, issuer: string): boolean {
  return subject.startsWith(oidcSubject(issuer, ""));
}

export function proxySubject(user: string): string {
  return `proxy:${user}`;
}

/**
 * What redrive.yaml may call a person besides their e-mail address; null: nothing. What has the form of an address counts as one only where the provider
 * stands for it, or somebody could choose it as the name of their login.
 */
export function ownName({ way, subject }: Pick<Person, "way" | "subject">): string | null {
  if (way === "account") return null;
  const name = subject.slice(subject.indexOf(way === "oidc" ? " " : ":") + 1);
  return way === "oidc" && name.includes("@") ? null : name;
}

/** An e-mail address, as far as grants and accounts need one. */
export const emailForm = /^[^\s@]+@[^\s@]+$/;
