"""A shop that works jobs by the real PgQueuer until its input ends. It is told by lines of JSON, and answers each with one."""

import asyncio
import json
import sys
from datetime import timedelta

import asyncpg
from pgqueuer.applications import PgQueuer
from pgqueuer.core.insights import QueueManagementService
from pgqueuer.db import AsyncpgDriver
from pgqueuer.models import Job
from pgqueuer.queries import Queries

mood: str | None = None
done: list[int] = []


def charge_order(job: Job) -> None:
    if mood is not None:
        raise TimeoutError(mood)
    done.append(int(job.id))


async def main(url: str) -> None:
    queries = Queries(AsyncpgDriver(await asyncpg.connect(url)))
    await queries.install()
    app = PgQueuer.from_asyncpg_pool(await asyncpg.create_pool(url, min_size=1, max_size=4))

    # By default a job that failed is deleted.
    @app.entrypoint("charge", on_failure="hold")
    async def charge(job: Job) -> None:
        charge_order(job)

    working = asyncio.create_task(app.run(dequeue_timeout=timedelta(milliseconds=200), batch_size=1))
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        try:
            answer = await follow(queries, app, working, json.loads(line))
        except Exception as error:
            answer = {"error": repr(error)}
        print(json.dumps(answer), flush=True)
    app.shutdown.set()
    await asyncio.wait({working}, timeout=5)


async def follow(queries: Queries, app: PgQueuer, working: asyncio.Task, told: dict) -> dict:
    global mood
    match told["do"]:
        case "insert":
            [job] = await queries.enqueue(["charge"], [json.dumps({"order": told["order"]}).encode()], [0])
            return {"id": int(job)}
        case "feel":
            mood = told.get("text")
        case "retry":
            await QueueManagementService(queries).requeue([told["id"]])
        case "stop":
            app.shutdown.set()
            await asyncio.wait({working}, timeout=5)
    return {"done": done}


asyncio.run(main(sys.argv[1]))
