"use client";

import { ArrowRight, PencilLine, RotateCw } from "lucide-react";
import Link from "next/link";
import { useRefusal } from "@/components/may";
import { Button, type ButtonKind, buttonClass } from "@/components/ui/button";
import type { AlertPage } from "../alert";

const icons = { plan: RotateCw, edit: PencilLine, look: ArrowRight } as const;

/** The act that fits the alert: the plan of a replay of exactly what it is about, or the page where it is mended. */
export function NextStep({ page: { alert, step }, kind }: { page: AlertPage; kind: ButtonKind }) {
  const mayNot = useRefusal()("replay.start", alert.places);
  const Icon = icons[step.is];
  if (step.is === "plan" && mayNot)
    return (
      <Button kind={kind} refusal={mayNot}>
        <Icon aria-hidden />
        {step.label}
      </Button>
    );
  return (
    <Link href={step.href} className={buttonClass(kind)}>
      <Icon aria-hidden />
      {step.label}
    </Link>
  );
}
