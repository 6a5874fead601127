"use client";

import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

const toasts = Toast.createToastManager();
const shortMs = 6_000;

/** One place to go, or one thing to do: taking back what was done. */
export type ToastAction = { readonly label: string; readonly href: string } | { readonly label: string; readonly onPress: () => void };

let last: string | null = null;

/**
 * One line of what happened, one of why, one action. What failed stays until it is closed, and so does what offers an action for its time; any other
 * makes room for the next, so that toasts do not cover what is pressed next.
 */
export function showToast(toast: { what: string; why?: string; failed?: boolean; action?: ToastAction }): void {
  if (last !== null) toasts.close(last);
  const id = toasts.add({
    title: toast.what,
    description: toast.why,
    type: toast.failed ? "failed" : "done",
    timeout: toast.failed ? 0 : shortMs,
    data: toast.action,
  });
  last = toast.failed || toast.action ? null : id;
}

/** At the bottom, above the bar and what is docked on it; over an open dialog at the top, where a dialog has no button. */
export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={toasts}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-[72px] left-4 z-[60] grid gap-2 max-desk:[body:has([data-dock]):not(:has([role=dialog]))_&]:bottom-[128px] desk:bottom-4 desk:left-auto desk:w-[360px] [body:has([role=dialog])_&]:top-2 [body:has([role=dialog])_&]:bottom-auto">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { toasts: shown } = Toast.useToastManager<ToastAction>();
  return shown.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} role="group" aria-modal={undefined} className="rounded-3 bg-raised px-3 py-2.5 shadow-pop">
      <Toast.Content className="flex items-start gap-2">
        {toast.type === "failed" ? (
          <CircleAlert className="mt-0.5 size-4 flex-none text-bad" aria-hidden />
        ) : (
          <CircleCheck className="mt-0.5 size-4 flex-none text-ok" aria-hidden />
        )}
        <div className="min-w-0 flex-1">
          <Toast.Title className="font-550" />
          <Toast.Description className="text-ink-2 [overflow-wrap:anywhere]" />
          {toast.data && <Action action={toast.data} onDone={() => toasts.close(toast.id)} />}
        </div>
        <Toast.Close
          aria-label="Close"
          // Toasts are no stack here that opens: the button can always be reached, so it is never hidden from those who hear it.
          aria-hidden={undefined}
          className="-mt-1 grid size-6 flex-none place-items-center rounded-1 text-ink-3 hover:bg-hover max-desk:-my-2 max-desk:-mr-2 max-desk:size-11"
        >
          <X className="size-3.5" aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

function Action({ action, onDone }: { action: ToastAction; onDone: () => void }) {
  const look = "text-accent-ink hover:underline max-desk:inline-flex max-desk:min-h-11 max-desk:min-w-11 max-desk:items-center";
  if ("href" in action)
    return (
      <Link href={action.href} className={look}>
        {action.label}
      </Link>
    );
  return (
    <button
      type="button"
      className={look}
      onClick={() => {
        onDone();
        action.onPress();
      }}
    >
      {action.label}
    </button>
  );
}
