"use client";

import { KeyRound } from "lucide-react";
import { DoorForm } from "../door-form";
import { LinkEnded } from "../link-ended";
import { passwordHint } from "../password-hint";
import { minutesLeft, useLink, useSecret } from "../use-link";

const command = "npm run reset-password -- name@example.com";
const fields = [{ name: "password", label: "New password", type: "password", autoComplete: "new-password", hint: passwordHint }] as const;

/** Sets the password of an account, new or not, by a one-time link. */
export function PasswordView() {
  const secret = useSecret();
  const link = useLink(secret);
  if (secret === "") return <LinkEnded words="The address has no link in it. Open the whole link that you were given." command={command} />;
  if (link.isError) return <LinkEnded words={`${link.error.message} Whoever manages people makes one on People.`} command={command} />;
  if (!secret || link.data?.purpose !== "password") return <h1 className="text-20 font-620">Set a password</h1>;
  const { email, name, until } = link.data;
  return (
    <div className="grid gap-4">
      <div>
        <h1 className="text-20 font-620 tracking-[-0.017em] [overflow-wrap:anywhere]">Set the password of {email ?? name}.</h1>
        <p className="mt-1 text-ink-2">
          The link works for {minutesLeft(until)} and stops working when you are done. All other sessions of the account end then.
        </p>
      </div>
      <DoorForm
        path="/api/password"
        fields={fields}
        more={{ secret }}
        to="/"
        action={
          <>
            <KeyRound aria-hidden />
            Set the password and sign in
          </>
        }
      />
    </div>
  );
}
