import { CopyButton } from "@/components/copy-button";
import { Button } from "@/components/ui/button";

/** A link or a token, which no later answer holds. */
export function ShownOnce({ text, label, note, onClose }: { text: string; label: string; note: string; onClose: () => void }) {
  return (
    <div className="grid gap-3 px-5 pt-3 pb-5">
      <p className="text-ink-2">{note}</p>
      <div className="flex items-center gap-2 rounded-2 bg-canvas py-2 pr-2 pl-3">
        <code aria-label={label} className="min-w-0 flex-1 font-mono text-12 [overflow-wrap:anywhere]">
          {text}
        </code>
        <CopyButton text={text} label={`Copy the ${label}`} />
      </div>
      <div className="flex justify-end">
        <Button kind="main" onClick={onClose}>
          I have it
        </Button>
      </div>
    </div>
  );
}
