import asyncio

import pytest

from bot.conduct.errors import BusyError
from bot.conduct.queue import FairQueue


async def straight(awaitable):
    await awaitable


def queue(running=1, waiting=10, per_group=10):
    return FairQueue(running, waiting, per_group, straight)


async def serve(turn, name, order, gate=None):
    async with turn:
        order.append(name)
        if gate is not None:
            await gate.wait()


async def test_a_free_place_is_taken_at_once():
    order = []
    await serve(queue().admit(1), "a", order)
    assert order == ["a"]


async def test_servers_take_turns_though_one_asked_first_and_most():
    line, order, gate = queue(), [], asyncio.Event()
    tasks = [asyncio.create_task(serve(line.admit(1), "first", order, gate))]
    tasks += [asyncio.create_task(serve(line.admit(1), f"busy{n}", order)) for n in range(3)]
    tasks += [asyncio.create_task(serve(line.admit(2), f"calm{n}", order)) for n in range(2)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*tasks)
    assert order == ["first", "busy0", "calm0", "busy1", "calm1", "busy2"]


async def test_the_queue_and_each_share_of_it_are_bounded():
    line = queue(waiting=3, per_group=2)
    running = line.admit(1)
    line.admit(1)
    second = line.admit(1)
    with pytest.raises(BusyError):
        line.admit(1)
    line.admit(2)
    with pytest.raises(BusyError):
        line.admit(3)
    second.leave()
    assert line.waiting == 2
    line.admit(3)
    running.leave()


async def test_a_place_is_given_back_when_the_work_fails():
    line = queue()

    async def failing():
        async with line.admit(1):
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await failing()
    order = []
    await serve(line.admit(2), "next", order)
    assert order == ["next"]


async def test_who_stops_waiting_leaves_no_hole():
    line, order, gate = queue(), [], asyncio.Event()
    first = asyncio.create_task(serve(line.admit(1), "first", order, gate))
    gone = asyncio.create_task(serve(line.admit(2), "gone", order))
    last = asyncio.create_task(serve(line.admit(3), "last", order))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    assert line.waiting == 1
    gate.set()
    await asyncio.gather(first, last)
    assert order == ["first", "last"]


async def test_a_turn_that_is_granted_and_cancelled_at_once_is_passed_on():
    line, order, gate = queue(), [], asyncio.Event()
    first = asyncio.create_task(serve(line.admit(1), "first", order, gate))
    gone = asyncio.create_task(serve(line.admit(2), "gone", order))
    last = asyncio.create_task(serve(line.admit(3), "last", order))
    await asyncio.sleep(0)
    gone.cancel()
    gate.set()
    await asyncio.gather(first, gone, last, return_exceptions=True)
    assert order == ["first", "last"]
    await serve(line.admit(4), "free again", order)
    assert order[-1] == "free again"


async def test_leaving_twice_frees_one_place():
    line = queue()
    turn = line.admit(1)
    turn.leave()
    turn.leave()
    line.admit(1)
    assert not line.admit(2).granted.done()
