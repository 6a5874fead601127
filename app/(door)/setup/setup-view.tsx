"use client";

import { KeyRound } from "lucide-react";
import { DoorForm } from "../door-form";
import { LinkEnded } from "../link-ended";
import { passwordHint } from "../password-hint";
import { minutesLeft, useLink, useSecret } from "../use-link";
import { Unset } from "./unset";

const fields = [
  { name: "name", label: "Name", autoComplete: "name" },
  { name: "email", label: "E-mail", type: "email", autoComplete: "username" },
  { name: "password", label: "Password", type: "password", autoComplete: "new-password", hint: passwordHint },
] as const;

/** Makes the first account by the link that the server printed; without it, says where that is. */
export function SetupView() {
  const secret = useSecret();
  const link = useLink(secret);
  if (secret === "") return <Unset />;
  if (link.isError) return <LinkEnded words={link.error.message} command="npm run setup-link" />;
  if (!secret || link.data?.purpose !== "setup") return <h1 className="text-20 font-620">Make the first account</h1>;
  return (
    <div className="grid gap-4">
      <div>
        <h1 className="text-20 font-620 tracking-[-0.017em]">Make the first account. It may do everything.</h1>
        <p className="mt-1 text-ink-2">The link works for {minutesLeft(link.data.until)} and stops working when you are done.</p>
      </div>
      <DoorForm
        path="/api/setup"
        fields={fields}
        more={{ secret }}
        to="/"
        action={
          <>
            <KeyRound aria-hidden />
            Make the account and sign in
          </>
        }
      />
      <p className="text-12 text-ink-3">The account has the role admin: it may invite others, give roles and make tokens.</p>
    </div>
  );
}
