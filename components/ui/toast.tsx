"use client";

import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

const toasts = Toast.createToastManager();
const shortMs = 6_000;

/** One line of what happened, one of why, one place to go. What failed stays until it is closed. */
export function showToast(toast: { what: string; why?: string; failed?: boolean; action?: { label: string; href: string } }): void {
  toasts.add({
    title: toast.what,
    description: toast.why,
    type: toast.failed ? "failed" : "done",
    timeout: toast.failed ? 0 : shortMs,
    data: toast.action,
  });
}

export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={toasts}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-[72px] left-4 z-[60] grid gap-2 desk:bottom-4 desk:left-auto desk:w-[360px]">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { toasts: shown } = Toast.useToastManager<{ label: string; href: string }>();
  return shown.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} role="group" className="rounded-3 bg-raised px-3 py-2.5 shadow-pop">
      <Toast.Content className="flex items-start gap-2">
        {toast.type === "failed" ? (
          <CircleAlert className="mt-0.5 size-4 flex-none text-bad" aria-hidden />
        ) : (
          <CircleCheck className="mt-0.5 size-4 flex-none text-ok" aria-hidden />
        )}
        <div className="min-w-0 flex-1">
          <Toast.Title className="font-550" />
          <Toast.Description className="text-ink-2 [overflow-wrap:anywhere]" />
          {toast.data && (
            <Link
              href={toast.data.href}
              className="text-accent-ink hover:underline max-desk:inline-flex max-desk:min-h-11 max-desk:items-center"
            >
              {toast.data.label}
            </Link>
          )}
        </div>
        <Toast.Close
          aria-label="Close"
          className="-mt-1 grid size-6 flex-none place-items-center rounded-1 text-ink-3 hover:bg-hover max-desk:-my-2 max-desk:-mr-2 max-desk:size-11"
        >
          <X className="size-3.5" aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
