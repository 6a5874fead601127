/**
 * postgres.js 3.4.9 writes to a socket that it has just lost, in a timer where nobody can catch it (porsager/postgres#1208), and that
 * connection never serves again: every statement that it is given hangs. Next would log the error and go on; the supervisor gives us a
 * console whose pool is whole within a second.
 */
export function register(): void {
  process.on("uncaughtException", (error) => {
    if (error.stack?.includes("nextWrite")) process.exit(1);
  });
}
