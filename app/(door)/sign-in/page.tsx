import type { Metadata } from "next";
import { problemIn } from "@/server/oidc/words";
import { ownPath } from "@/server/text/own-path";
import { SignInView } from "./sign-in-view";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ to?: string | string[]; problem?: string | string[] }>;
}) {
  const { to, problem } = await searchParams;
  return <SignInView to={ownPath(typeof to === "string" ? to : null)} problem={problemIn(problem)} />;
}
