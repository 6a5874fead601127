import { cn } from "./class-names";

/** A line of text that is not there yet. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block h-3 animate-pulse rounded-1 bg-hover", className)} />;
}

/** The sentence of a page while it is read. */
export function AnswerSkeleton() {
  return (
    <div aria-busy className="grid gap-2 px-pad pt-5 pb-4">
      <h1 className="sr-only">Loading …</h1>
      <Skeleton className="h-5 w-2/3 desk:w-[420px]" />
      <Skeleton className="w-full desk:w-[560px]" />
    </div>
  );
}
