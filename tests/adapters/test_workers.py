"""Worker processes: whatever a task does, the daemon gets an answer and the next task a worker."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pebble
import pytest
import uvloop

from monitor.adapters import workers
from monitor.adapters.workers import PRELOADED, WorkerPool
from monitor.errors import ConfigError, MonitorError, WorkerError
from tests.adapters import tasks
from tests.adapters.processes import descendants, has_ended, have_ended

ROOT = Path(__file__).parents[2]
DAEMON = """
import asyncio
from datetime import timedelta
from monitor.adapters.workers import WorkerPool
from tests.adapters import tasks

async def main():
    async with WorkerPool(workers=2, deadline=timedelta(minutes=1)) as pool:
        await asyncio.gather(pool.run(tasks.nap), pool.run(tasks.nap))
        busy = asyncio.create_task(pool.run(tasks.spin))
        await pool.run(tasks.nap)
        print("busy", flush=True)
        await busy

asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def _haste(monkeypatch):
    """Let Pebble look after its workers more often than ten times a second."""
    monkeypatch.setattr(pebble.CONSTS, "sleep_unit", 0.01)


def pool(*, count=2, deadline_s=20.0, **settings):
    """Build a pool."""
    return WorkerPool(workers=count, deadline=timedelta(seconds=deadline_s), **settings)


async def pids_of(running, *, count=2):
    """Return the pids of the pool's workers, once all of them have worked."""
    seen = set()
    async with asyncio.timeout(10):
        while len(seen) < count:
            seen.update(await asyncio.gather(*(running.run(tasks.nap) for _ in range(count))))
    return seen


async def failure_of(running, task, *arguments):
    """Return what running the task raises."""
    with pytest.raises(MonitorError) as told:
        await running.run(task, *arguments)
    return told.value


async def until_written(path):
    """Return what stands in the file, once something does."""
    async with asyncio.timeout(10):
        while not (path.exists() and path.read_text()):
            await asyncio.sleep(0.005)
    return path.read_text()


async def test_a_result_comes_back():
    """A function's result is returned, and both kinds of arguments reach it."""
    async with pool() as running:
        total = await running.run(tasks.add, 2, second=3)

    assert total == 5


@pytest.mark.parametrize("name", tasks.ERRORS)
async def test_our_errors_come_back_whole(name):
    """An error of ours arrives with its class, message, reason and everything it carries."""
    expected = tasks.ERRORS[name]
    async with pool(count=1) as running:
        error = await failure_of(running, tasks.raise_error, name)

    assert type(error) is type(expected)
    assert str(error) == str(expected)
    assert error.reason == expected.reason
    assert vars(error) == vars(expected)


@pytest.mark.parametrize(
    ("task", "told"),
    [
        (tasks.raise_value_error, r"ValueError: unexpected \\x1b\[31m token \(tasks\.py:\d+\)"),
        (tasks.raise_local, r"OddError: odd \(tasks\.py:\d+\)"),
        (tasks.raise_exit, "SystemExit: 3"),
        (tasks.raise_unpicklable, "local object"),
        (tasks.return_lambda, "local object"),
        (tasks.return_bad_pickle, "ValueError: invalid literal"),
    ],
)
async def test_whatever_else_happens_costs_one_task(task, told):
    """Any other exception, and what does not pickle, is told with its place; the worker stays."""
    async with pool(count=1) as running:
        before = await running.run(tasks.nap)
        error = await failure_of(running, task)
        after = await running.run(tasks.nap)

    assert (type(error), error.reason) == (WorkerError, "crashed")
    assert error.args[0].isprintable()
    assert after == before
    with pytest.raises(WorkerError, match=told):
        raise error


@pytest.mark.parametrize("argument", [lambda: None, tasks.UnpicklesBadly()])
async def test_an_argument_that_does_not_travel_costs_one_task(argument):
    """An argument that cannot be pickled, or not be built again, breaks nothing."""
    async with pool(count=1) as running:
        before = await running.run(tasks.nap)
        error = await failure_of(running, tasks.take, argument)
        after = await running.run(tasks.nap)

    assert (type(error), error.reason) == (WorkerError, "crashed")
    assert after == before


async def test_a_task_over_its_deadline_is_stopped():
    """Even C code that looks at no signal ends at the deadline, and the other worker goes on."""
    clock = asyncio.get_running_loop().time
    async with pool(deadline_s=0.4) as running:
        await pids_of(running)
        slow = asyncio.create_task(failure_of(running, tasks.spin))
        waits = []
        while not slow.done():
            began = clock()
            await running.run(tasks.add, 1)
            waits.append(clock() - began)
        error = await slow

    assert error.reason == "deadline"
    assert str(error) == "took longer than 0.4 s"
    assert max(waits) < 1.5  # seconds


async def test_a_task_over_its_memory_is_stopped():
    """A task that asks for more than its worker may have fails, and says why."""
    async with pool(count=1, memory_limit_mb=1024) as running:
        error = await failure_of(running, tasks.fill_memory)

    assert error.reason == "memory"


@pytest.mark.parametrize("task", [(tasks.leave, 3), (tasks.kill_self,)])
async def test_a_worker_that_dies_is_replaced(task):
    """A process that ends in the middle of a task costs that task alone."""
    async with pool(count=1) as running:
        before = await running.run(tasks.nap)
        error = await failure_of(running, *task)
        after = await running.run(tasks.nap)

    assert error.reason == "died"
    assert after != before


async def test_idle_workers_that_are_killed_are_missed_by_nobody():
    """A task that meets a pool whose workers were killed gets new ones."""
    async with pool() as running:
        for pid in await pids_of(running):
            os.kill(pid, signal.SIGKILL)
        totals = await asyncio.gather(*(running.run(tasks.add, n) for n in range(20)))

    assert totals == list(range(20))


async def test_a_lock_that_dies_with_its_worker_is_replaced(monkeypatch):
    """A worker that takes the lock of the pipe with it holds nobody up for a whole deadline."""
    monkeypatch.setattr(workers, "_SILENCE_S", 0.2)
    async with asyncio.timeout(10), pool(deadline_s=60) as running:
        await pids_of(running)
        error = await failure_of(running, tasks.die_with_the_lock)
        totals = await asyncio.gather(*(running.run(tasks.add, n) for n in range(5)))

    assert error.reason == "died"
    assert totals == list(range(5))


async def test_a_worker_that_cannot_answer_is_replaced(monkeypatch):
    """A task whose result meets a lost lock is done again, once its deadline is well over."""
    monkeypatch.setattr(workers, "_SILENCE_S", 0.2)
    async with asyncio.timeout(10), pool(deadline_s=0.5) as running:
        await pids_of(running)
        napping = asyncio.create_task(running.run(tasks.nap, 0.3))
        await asyncio.sleep(0.1)
        error = await failure_of(running, tasks.die_with_the_lock)
        pid = await napping

    assert error.reason == "died"
    assert pid > 0


async def test_a_pool_with_much_to_do_is_not_taken_for_a_silent_one(monkeypatch):
    """However many short tasks wait at any moment, workers that answer are kept."""
    monkeypatch.setattr(workers, "_SILENCE_S", 1.5)  # a busy machine may hold everything up a while
    monkeypatch.setattr(workers, "_RECYCLE_AFTER_TASKS", 0)  # never
    clock = asyncio.get_running_loop().time
    async with pool() as running:
        before = await pids_of(running)
        until = clock() + 2.5
        while clock() < until:
            await asyncio.gather(*(running.run(tasks.add, n) for n in range(100)))
        after = await pids_of(running)

    assert after == before


async def test_callers_who_lose_patience_do_not_hide_a_lost_lock(monkeypatch):
    """Only answers count as a sign of life, not callers who give up."""
    monkeypatch.setattr(workers, "_SILENCE_S", 0.3)
    async with asyncio.timeout(10), pool(deadline_s=0.3) as running:
        await pids_of(running)
        await failure_of(running, tasks.die_with_the_lock)
        patient = asyncio.create_task(running.run(tasks.add, 1))
        while not patient.done():
            with suppress(TimeoutError):
                async with asyncio.timeout(0.1):
                    await running.run(tasks.add, 2)

    assert patient.result() == 1


async def test_a_cancelled_task_stops_its_worker(tmp_path):
    """Nobody works on for a caller who has left."""
    async with pool(count=1) as running:
        abandoned = asyncio.create_task(running.run(tasks.spin_and_tell, str(tmp_path / "pid")))
        pid = int(await until_written(tmp_path / "pid"))
        abandoned.cancel()
        with suppress(asyncio.CancelledError):
            await abandoned
        ended = await asyncio.to_thread(has_ended, pid, within_s=3)
        total = await running.run(tasks.add, 1)

    assert ended
    assert total == 1


async def test_idle_workers_leave_and_come_back():
    """Without a task the workers exit after a while; the next task gets new ones."""
    async with pool(idle_after=timedelta(seconds=0.05)) as running:
        before = await pids_of(running)
        left = await asyncio.to_thread(have_ended, before, within_s=5)
        after = await running.run(tasks.nap)

    assert left
    assert after not in before


async def test_a_pool_that_is_closed_ends_its_workers_and_its_tasks():
    """Leaving the context kills a busy worker, and whoever waits for it is told."""
    async with pool() as running:
        pids = await pids_of(running)
        waiting = [asyncio.create_task(failure_of(running, tasks.spin)) for _ in range(4)]
        await asyncio.sleep(0.05)
    async with asyncio.timeout(5):
        errors = await asyncio.gather(*waiting)

    assert have_ended(pids, within_s=0)
    assert {error.reason for error in errors} == {"died"}


async def test_a_workers_setup_runs_before_its_first_task():
    """What the initializer installs is there for every task."""
    async with pool(count=1, initializer=tasks.install, initargs=("watchlists",)) as running:
        values = await running.run(tasks.installed_values)

    assert values == ["watchlists"]


async def test_a_setup_that_fails_is_told_by_every_task():
    """Workers whose initializer raises do not die one after the other; the tasks say why."""
    async with pool(count=1, initializer=tasks.fail_to_install) as running:
        errors = [await failure_of(running, tasks.add, 1) for _ in range(2)]

    assert [str(error) for error in errors] == ["no watchlists"] * 2


async def test_new_workers_take_over_between_two_tasks(tmp_path):
    """What was begun ends with the setup it began with; what comes after has the new one."""
    async with pool(count=1, initializer=tasks.install, initargs=("before",)) as running:
        begun = asyncio.create_task(running.run(tasks.installed_after, str(tmp_path)))
        await until_written(tmp_path / "begun")
        running.adopt(await running.prepare(tasks.install, "after"))
        later = await running.run(tasks.installed_values)
        (tmp_path / "go").touch()

        assert (await begun, later) == (["before"], ["after"])


async def test_a_setup_that_fails_leaves_the_workers_as_they_were():
    """Workers that cannot be set up are refused before anything changes."""
    async with pool(initializer=tasks.install, initargs=("before",)) as running:
        await running.warm_up()
        with pytest.raises(ConfigError, match="no watchlists"):
            await running.prepare(tasks.fail_to_install)

        assert await running.run(tasks.installed_values) == ["before"]


async def test_workers_that_left_come_back_with_the_new_setup():
    """An idle pool's workers leave, and the next task finds what was adopted last."""
    idle = timedelta(seconds=0.05)
    async with pool(idle_after=idle, initializer=tasks.install, initargs=("before",)) as running:
        running.adopt(await running.prepare(tasks.install, "after"))
        pids = await pids_of(running)
        left = await asyncio.to_thread(have_ended, pids, within_s=10)

        assert left
        assert await running.run(tasks.installed_values) == ["after"]


async def test_workers_that_die_before_they_are_adopted_are_replaced():
    """What was prepared and is gone does not leave the pool without workers."""
    async with pool(count=1, initializer=tasks.install, initargs=("before",)) as running:
        prepared = await running.prepare(tasks.install, "after")
        running.discard(prepared)
        running.adopt(prepared)

        assert await running.run(tasks.installed_values) == ["after"]


async def test_workers_that_are_not_adopted_go():
    """What was prepared in vain leaves no process behind."""
    async with pool(count=1) as running:
        before = descendants(os.getpid())
        prepared = await running.prepare(tasks.install, "never")
        new = set(descendants(os.getpid())) - set(before)
        running.discard(prepared)

        assert await running.run(tasks.installed_values) == []
        assert await asyncio.to_thread(
            have_ended, new - set(await pids_of(running, count=1)), within_s=10
        )


async def test_a_new_worker_has_the_parsers_loaded():
    """Everything that is meant to be preloaded really is, so a new worker starts at once."""
    async with pool(count=1) as running:
        missing = await running.run(tasks.loaded, PRELOADED)

    assert missing == []


async def test_starting_the_workers_does_not_hold_up_the_loop():
    """While the fork server loads the parsers and forks, other tasks have their turns."""
    turns = 0

    async def take_turns():
        nonlocal turns
        while True:
            await asyncio.sleep(0.001)
            turns += 1

    others = asyncio.create_task(take_turns())
    async with pool() as running:
        await running.warm_up()
        during = turns
    others.cancel()

    assert during >= 3


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
async def test_signals_for_the_daemon_do_not_reach_its_workers():
    """A service manager that signals every process of ours does not spoil what is under way."""
    async with pool() as running:
        before = await pids_of(running)
        for pid, command in descendants(os.getpid()).items():
            if "multiprocessing" in command:
                for signalled in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                    if "resource_tracker" not in command or signalled != signal.SIGHUP:
                        os.kill(pid, signalled)
        after = await pids_of(running)

    assert after == before


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_nobody_outlives_a_killed_daemon():
    """After kill -9 of the daemon every process of the pool ends, also one busy in C code."""
    daemon = subprocess.Popen(
        [sys.executable, "-c", DAEMON],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    assert daemon.stdout.readline() == "busy\n"
    left = descendants(daemon.pid)
    daemon.kill()
    daemon.wait(5)
    daemon.stdout.close()
    ended = have_ended(left, within_s=5)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    assert len(left) == 4  # two workers, their fork server, its resource tracker
    assert ended


def test_it_works_under_uvloop():
    """The daemon's own event loop gets results, deadlines and cancellations alike."""

    async def scenario():
        async with pool(deadline_s=0.3) as running:
            total = await running.run(tasks.add, 2, 3)
            error = await failure_of(running, tasks.spin)
            abandoned = asyncio.create_task(running.run(tasks.spin))
            await asyncio.sleep(0.05)
            abandoned.cancel()
            cancelled = await asyncio.gather(abandoned, return_exceptions=True)
            return total, error.reason, type(cancelled[0])

    assert uvloop.run(scenario()) == (5, "deadline", asyncio.CancelledError)
