"""A shop that works jobs by the real Procrastinate until its input ends. It is told by lines of JSON, and answers each with one."""

import asyncio
import json
import sys

import procrastinate
from procrastinate import utils

mood: str | None = None
done: list[int] = []


async def main(url: str) -> None:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url, min_size=1, max_size=4))

    @app.task(name="shop.receipt", queue="mail", pass_context=True)
    async def receipt(context: procrastinate.JobContext, order: int) -> None:
        if mood is not None:
            raise TimeoutError(mood)
        done.append(int(context.job.id))

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        working = asyncio.create_task(app.run_worker_async(fetch_job_polling_interval=0.2, install_signal_handlers=False))
        lines = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        while line := await lines.readline():
            try:
                answer = await follow(app, receipt, working, json.loads(line))
            except Exception as error:
                answer = {"error": repr(error)}
            print(json.dumps(answer), flush=True)
        working.cancel()
        await asyncio.wait({working}, timeout=5)


async def follow(app: procrastinate.App, receipt, working: asyncio.Task, told: dict) -> dict:
    global mood
    match told["do"]:
        case "insert":
            return {"id": await receipt.defer_async(order=told["order"])}
        case "feel":
            mood = told.get("text")
        case "retry":
            # As `procrastinate shell` does it.
            await app.job_manager.retry_job_by_id_async(told["id"], retry_at=utils.utcnow())
        case "stop":
            working.cancel()
            await asyncio.wait({working}, timeout=5)
    return {"done": done}


asyncio.run(main(sys.argv[1]))
