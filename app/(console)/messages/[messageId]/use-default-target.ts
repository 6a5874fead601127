import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";

/** Where a replay of this message goes unless somebody chooses, as redrive.yaml says of its queue; undefined: not read yet. */
export function useDefaultTarget(id: number) {
  return useQuery(useTRPC().replays.defaultTarget.queryOptions({ selection: { ids: [id] } }, { refetchInterval: false })).data;
}
