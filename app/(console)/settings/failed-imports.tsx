"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { RotateCw } from "lucide-react";
import { useMayRead, useRefusal } from "@/components/may";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { bytesText } from "@/components/ui/numbers";
import { SkeletonRows } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { numberText } from "@/server/text/numbers";
import type { AppRouter } from "@/server/trpc/router";
import { Band } from "@/components/band";

/** What could not be ingested: kept with its bytes until somebody tries again. */
export function FailedImports() {
  const trpc = useTRPC();
  const refusalOf = useRefusal();
  const mayNot = refusalOf("import.view");
  const { data: imports, error } = useQuery(trpc.settings.imports.queryOptions(undefined, { enabled: useMayRead()("import.view") }));
  const queryClient = useQueryClient();
  const again = useMutation(
    trpc.settings.importAgain.mutationOptions({
      onSuccess: ({ imported, failed }) => {
        void queryClient.invalidateQueries({ queryKey: trpc.settings.pathKey() });
        showToast({
          what: `${imported} imported.`,
          ...(failed > 0 ? { why: `${failed} failed again and ${failed === 1 ? "stays" : "stay"} here.`, failed: true } : {}),
        });
      },
      onError: ({ message }) => showToast({ what: "Nothing was imported.", why: message, failed: true }),
    }),
  );
  const band = { title: "Failed imports", note: "kept byte for byte; nothing is lost" };
  if (!imports)
    return (
      <Band {...band}>
        {error || mayNot ? (
          <p className="border-line border-t px-pad py-3 text-ink-2">{mayNot ?? error?.message}</p>
        ) : (
          <SkeletonRows rows={1} />
        )}
      </Band>
    );
  const shown = imports.newest.map(({ id }) => id);
  return (
    <Band
      {...band}
      end={
        imports.total > 1 && (
          <Button
            kind="quiet"
            busy={again.isPending}
            refusal={refusalOf("import.retry", imports.newest)}
            onClick={() => again.mutate({ ids: shown })}
          >
            <RotateCw aria-hidden />
            Import {shown.length < imports.total ? `the newest ${shown.length}` : `all ${imports.total}`} again
          </Button>
        )
      }
    >
      {imports.total === 0 && (
        <p className="border-line border-t px-pad py-3 text-ink-2">
          None. What could not be taken in after three tries is kept here, with a button to import it again.
        </p>
      )}
      {imports.newest.map((row) => (
        <Line
          key={row.id}
          row={row}
          busy={again.isPending && again.variables.ids.includes(row.id)}
          refusal={refusalOf("import.retry", [row])}
          onAgain={() => again.mutate({ ids: [row.id] })}
        />
      ))}
      {imports.total > imports.newest.length && (
        <p className="border-line border-t px-pad py-2 text-12 text-ink-3">
          The newest {imports.newest.length} of {numberText(imports.total)}.
        </p>
      )}
    </Band>
  );
}

interface LineProps {
  row: inferRouterOutputs<AppRouter>["settings"]["imports"]["newest"][number];
  busy: boolean;
  refusal: string | null;
  onAgain: () => void;
}

function Line({ row, busy, refusal, onAgain }: LineProps) {
  return (
    <div className="grid min-h-11 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-line border-t px-pad py-1 desk:grid-cols-[92px_minmax(0,1fr)_auto]">
      <Clock at={row.at} className="text-ink-2 max-desk:col-span-2" />
      <div className="min-w-0">
        <b className="block cut font-mono font-550" title={`${row.source}, position ${row.position}`}>
          {row.queue}, {bytesText(row.size)}
        </b>
        <small className="block text-12 text-ink-3 [overflow-wrap:anywhere]">
          {row.error}; {row.tries} {row.tries === 1 ? "try" : "tries"}
        </small>
      </div>
      <Button busy={busy} refusal={refusal} onClick={onAgain}>
        Import again
      </Button>
    </div>
  );
}
