import { Lock, SquareTerminal } from "lucide-react";
import { Evidence } from "@/components/ui/answer";

const lines = [
  {
    key: "command",
    icon: <SquareTerminal aria-hidden />,
    text: (
      <>
        No link in the log, or is it too old? On the server <code className="font-mono font-600">npm run setup-link</code> prints a new one.
      </>
    ),
    source: "The old one stops.",
  },
  {
    key: "closed",
    icon: <Lock aria-hidden />,
    text: "Until then nobody can read or do anything here. Capture goes on.",
  },
];

/** Shown while there is no account. */
export function Unset() {
  return (
    <div>
      <h1 className="text-20 font-620 tracking-[-0.017em]">Redrive runs, and nobody can sign in yet.</h1>
      <p className="mt-1 text-ink-2">
        The server printed a setup link when it started. It works once, for 15 minutes. Open it to make the first account.
      </p>
      <Evidence lines={lines} />
    </div>
  );
}
