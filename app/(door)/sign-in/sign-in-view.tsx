"use client";

import { useQuery } from "@tanstack/react-query";
import { isCurrent, places } from "@/components/places";
import { useTRPC } from "@/components/trpc";
import { QueryError } from "@/components/ui/states";
import type { Ways } from "@/server/people/output";
import type { Problem } from "@/server/oidc/words";
import { DoorForm } from "../door-form";
import { Unset } from "../setup/unset";
import { SingleSignOn } from "./single-sign-on";

const fields = [
  { name: "email", label: "E-mail", type: "email", autoComplete: "username" },
  { name: "password", label: "Password", type: "password", autoComplete: "current-password" },
] as const;

/** Every way to sign in that is configured; `to`: the page that somebody wanted to see, with its filter. */
export function SignInView({ to, problem }: { to: string; problem: Problem | null }) {
  const ways = useQuery(useTRPC().people.ways.queryOptions());
  if (ways.isError && !ways.data) return <QueryError what="How to sign in" error={ways.error} onRetry={() => void ways.refetch()} />;
  if (!ways.data) return <h1 className="text-20 font-620">Sign in</h1>;
  const { accounts, oidc, proxy, hours, unset } = ways.data;
  if (unset && oidc === null && !proxy) return <Unset />;
  return (
    <div className="mx-auto grid w-full max-w-[360px] gap-3">
      <h1 className="text-20 font-620 tracking-[-0.017em]">Sign in{goal(to)}.</h1>
      {to !== "/" && <p className="text-ink-2">The link that you opened stays, with its filter.</p>}
      <AllWays ways={ways.data} to={to} problem={problem} />
      <p className="text-12 text-ink-3">
        You stay signed in for up to {hours} {hours === 1 ? "hour" : "hours"}. Each sign-in is in the audit log.
        {accounts && " Whoever manages people here can make you a link that sets a new password."}
      </p>
    </div>
  );
}

function AllWays({ ways: { accounts, oidc, proxy }, to, problem }: { ways: Ways; to: string; problem: Problem | null }) {
  if (oidc === null && !accounts && proxy)
    return (
      <p className="text-ink-2">
        A proxy in front of Redrive signs people in, and it named nobody with this request. Open Redrive at the address that people use. If
        this is that address, the log of the console says what is wrong with the proxy.
      </p>
    );
  return (
    <>
      {oidc !== null && <SingleSignOn name={oidc} to={to} problem={problem} />}
      {oidc !== null && accounts && (
        <p className="flex items-center gap-2 text-12 text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
          or with an account of Redrive
        </p>
      )}
      {accounts && <DoorForm path="/api/sign-in" fields={fields} action="Sign in" to={to} second={oidc !== null} />}
    </>
  );
}

function goal(to: string): string {
  const { pathname } = new URL(to, "http://console.invalid");
  const place = places.find(({ href }) => isCurrent(href, pathname));
  return to === "/" || !place ? "" : ` to go on to ${place.label}`;
}
