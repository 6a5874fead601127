/** Types are stripped by Node itself, from 24 on; npm scripts run on the one in node_modules. */
export function demandNode(): void {
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= 24) return;
  throw new Error(
    `Redrive runs on Node 24; this is ${process.versions.node}. Run npm ci (npm 12: with the allowScripts of package.json), then use the npm scripts.`,
  );
}
