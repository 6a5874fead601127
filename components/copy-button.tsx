"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { copyText } from "./copy-text";
import { Button, type ButtonKind } from "./ui/button";
import { showToast } from "./ui/toast";

export function CopyButton({ text, label, kind = "quiet" }: { text: string; label: string; kind?: ButtonKind }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    if (!(await copyText(text))) return showToast({ what: "It was not copied.", why: "The browser does not allow it here.", failed: true });
    setDone(true);
    setTimeout(() => setDone(false), 1_500);
  };
  return (
    <Button kind={kind} onClick={() => void copy()}>
      {done ? <Check aria-hidden /> : <Copy aria-hidden />}
      {done ? "Copied" : label}
    </Button>
  );
}
