import asyncio

import pytest

from bot.conduct.errors import ClosingError
from bot.conduct.jobs import EndedError, Ending, Jobs
from bot.conduct.seen import Seen


async def answer(text, gate=None):
    if gate is not None:
        await gate.wait()
    return text


async def ask(jobs, work, told, asker=1, message=None):
    with jobs.working(work, asker=asker, message=message) as job:
        try:
            told.append(await job.result())
        except EndedError as error:
            told.append(error.ending)


async def test_a_job_gives_its_result_and_is_forgotten():
    jobs, told = Jobs(), []
    await ask(jobs, answer("yes"), told)
    assert told == ["yes"]
    assert len(jobs) == 0


async def test_the_error_of_the_work_reaches_who_waits():
    async def failing():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await ask(Jobs(), failing(), [])


async def test_a_job_can_be_stopped_by_id_and_waited_for():
    jobs, told = Jobs(), []
    with jobs.working(answer("", asyncio.Event()), asker=1, message=None) as job:
        assert not await job.done_within(0)
        jobs.find(job.id).end(Ending.STOPPED)
        with pytest.raises(EndedError) as why:
            await job.result()
    assert why.value.ending is Ending.STOPPED
    assert jobs.find(job.id) is None
    assert told == []


async def test_the_jobs_of_one_person_or_message_can_be_ended():
    jobs, told = Jobs(), []
    gate = asyncio.Event()
    tasks = [
        asyncio.create_task(ask(jobs, answer("kept", gate), told, asker=2, message=8)),
        asyncio.create_task(ask(jobs, answer("gone", gate), told, asker=1, message=7)),
    ]
    await asyncio.sleep(0)
    jobs.end_where(lambda job: job.message == 7, Ending.WITHDRAWN)
    gate.set()
    await asyncio.gather(*tasks)
    assert sorted(map(str, told)) == ["Ending.WITHDRAWN", "kept"]


async def test_closing_waits_for_what_finishes_and_ends_the_rest():
    jobs, told = Jobs(), []
    gate = asyncio.Event()
    tasks = [
        asyncio.create_task(ask(jobs, answer("done", gate), told)),
        asyncio.create_task(ask(jobs, answer("", asyncio.Event()), told)),
    ]
    await asyncio.sleep(0)
    closing = asyncio.create_task(jobs.close(grace=0.05, telling=1))
    await asyncio.sleep(0)
    with pytest.raises(ClosingError):
        jobs.check_open()
    gate.set()
    await closing
    assert told == ["done", Ending.CLOSING]
    await asyncio.gather(*tasks)


async def test_cancelling_who_waits_cancels_the_work():
    jobs = Jobs()
    cancelled = asyncio.Event()

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    task = asyncio.create_task(ask(jobs, work(), []))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(cancelled.wait(), 1)
    assert len(jobs) == 0


def test_seen_remembers_a_bounded_number():
    seen = Seen(2)
    assert [seen.add(n) for n in (1, 1, 2, 3, 1)] == [True, False, True, True, True]
