"""The control socket: who may ask, what is answered, and when it cannot be had."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from datetime import timedelta

import pytest

from monitor.cli.control import NotReachableError, ask_daemon
from monitor.config.settings import CONTROL_SOCKET
from monitor.errors import PermanentError
from monitor.web.control import ControlSocket

SOON = timedelta(milliseconds=50)
MINUTE = timedelta(minutes=1)


async def tell_state():
    """Answer as a daemon would."""
    return {"pid": 7}


async def refuse_poll(feed_id):
    """Know no feed."""
    raise PermanentError(f"the daemon has no feed {feed_id}", reason="unknown_feed")


def control_socket(folder, *, status=tell_state, poll=refuse_poll):
    """Build a socket in a folder."""
    return ControlSocket(
        folder / CONTROL_SOCKET, status=status, reload=tell_state, poll=poll, leave_within=SOON
    )


async def ask(folder, path, *, method="GET"):
    """Ask as commands do, in a thread as they would be in a process."""
    return await asyncio.to_thread(ask_daemon, folder, path, method=method, within=MINUTE)


async def send(folder, *lines):
    """Send a request of these lines; return everything that is answered."""
    reader, writer = await asyncio.open_unix_connection(folder / CONTROL_SOCKET)
    writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode())
    answer = (await reader.read()).decode()
    writer.close()
    return answer


async def test_a_command_gets_its_answer(tmp_path):
    """What the daemon tells arrives as it was told, and the socket goes with the daemon."""
    async with control_socket(tmp_path):
        state = await ask(tmp_path, "/status.json")
        reloaded = await ask(tmp_path, "/reload", method="POST")

    assert (state, reloaded) == ({"pid": 7}, {"pid": 7})
    assert not os.path.lexists(tmp_path / CONTROL_SOCKET)


@pytest.mark.parametrize("umask", [0o000, 0o077])
async def test_it_is_the_owners_alone_and_leaves_the_umask(tmp_path, umask):
    """Its mode depends on no umask, and files that others make meanwhile get theirs."""
    before = os.umask(umask)
    try:
        async with control_socket(tmp_path):
            mode = (tmp_path / CONTROL_SOCKET).stat().st_mode & 0o777
            found = os.umask(umask)
    finally:
        os.umask(before)

    assert mode == 0o600
    assert found == umask


async def test_what_a_killed_daemon_left_is_no_hindrance(tmp_path):
    """A socket that nobody listens on any more is replaced."""
    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(str(tmp_path / CONTROL_SOCKET))
    async with control_socket(tmp_path):
        state = await ask(tmp_path, "/status.json")

    assert state == {"pid": 7}


async def test_a_link_in_its_place_leads_nowhere(tmp_path):
    """The link is replaced; what it points at stays as it was."""
    precious = tmp_path / "precious"
    precious.write_text("kept")
    precious.chmod(0o644)
    (tmp_path / CONTROL_SOCKET).symlink_to(precious)
    async with control_socket(tmp_path):
        state = await ask(tmp_path, "/status.json")

    assert state == {"pid": 7}
    assert precious.read_text() == "kept"
    assert precious.stat().st_mode & 0o777 == 0o644


async def test_a_folder_in_its_place_is_told(tmp_path):
    """One clear error, and the folder stays."""
    (tmp_path / CONTROL_SOCKET).mkdir()
    with pytest.raises(PermanentError, match=r"cannot make the control socket .+: Is a dir") as met:
        await control_socket(tmp_path).__aenter__()

    assert met.value.reason == "control_socket"
    assert (tmp_path / CONTROL_SOCKET).is_dir()


async def test_a_folder_that_is_not_there_is_told(tmp_path):
    """So is every other way in which the system refuses."""
    with pytest.raises(PermanentError, match="cannot make the control socket"):
        await control_socket(tmp_path / "nowhere").__aenter__()


async def test_a_path_may_be_longer_than_an_address(tmp_path):
    """A state folder deep down works like any other."""
    folder = tmp_path / ("deep" * 30) / ("down" * 30)
    folder.mkdir(parents=True)
    async with control_socket(folder):
        state = await ask(folder, "/status.json")
        mode = (folder / CONTROL_SOCKET).stat().st_mode & 0o777

    assert (state, mode) == ({"pid": 7}, 0o600)


async def test_a_refusal_reaches_the_command_in_words(tmp_path):
    """The daemon's own message and reason, under 409."""
    async with control_socket(tmp_path):
        with pytest.raises(PermanentError, match="the daemon has no feed x") as met:
            await ask(tmp_path, "/feeds/x/poll", method="POST")
        answer = await send(tmp_path, "POST /feeds/x/poll HTTP/1.0")

    assert met.value.reason == "unknown_feed"
    assert answer.startswith("HTTP/1.0 409 ")


@pytest.mark.parametrize(("method", "path"), [("GET", "/reload"), ("POST", "/dance")])
async def test_an_unknown_request_is_told_as_such(tmp_path, method, path):
    """A command of a newer version hears that this daemon does not know it."""
    async with control_socket(tmp_path):
        with pytest.raises(PermanentError, match=f"the daemon knows no {method} {path}") as met:
            await ask(tmp_path, path, method=method)

    assert met.value.reason == "unknown_request"


async def test_what_is_no_http_is_refused_without_a_word_in_the_log(tmp_path, logged):
    """Nor does the answer tell which versions run."""
    async with control_socket(tmp_path):
        logged()
        answers = [
            await send(tmp_path, "GET /status.json HTTP/1.1", "Host: x", "no header at all"),
            await send(tmp_path, "\x16\x03\x01 this is TLS"),
        ]

    assert all(answer.split()[1] == "400" for answer in answers)
    assert all("Server: news-monitor" in answer for answer in answers)
    assert not any("python" in answer.lower() for answer in answers)
    assert logged() == []


async def test_a_bug_is_logged_once_and_told_in_a_line(tmp_path, logged):
    """The command hears where to look, and the daemon goes on answering."""

    async def fail():
        raise ZeroDivisionError("secret")

    async with control_socket(tmp_path, status=fail):
        logged()
        with pytest.raises(PermanentError, match="its log says how") as met:
            await ask(tmp_path, "/status.json")
        after = await ask(tmp_path, "/reload", method="POST")
        lines = logged()

    assert met.value.reason == "daemon_bug"
    assert after == {"pid": 7}
    assert [(line["event"], line["path"]) for line in lines] == [("control_bug", "/status.json")]
    assert "ZeroDivisionError: secret" in lines[0]["exception"]


async def test_a_stop_does_not_wait_for_a_poll(tmp_path):
    """Whoever still waits for an answer hears that the daemon has gone."""
    begun = asyncio.Event()

    async def poll(_feed_id):
        begun.set()
        await asyncio.Event().wait()

    async with asyncio.timeout(20):
        async with control_socket(tmp_path, poll=poll):
            asking = asyncio.create_task(ask(tmp_path, "/feeds/slow/poll", method="POST"))
            await begun.wait()
        with pytest.raises(NotReachableError, match="does not answer"):
            await asking


async def test_an_answer_of_json_is_one_line(tmp_path):
    """So that it can be read with the plainest tools."""
    async with control_socket(tmp_path):
        answer = await send(tmp_path, "GET /status.json HTTP/1.0")
    head, _, body = answer.partition("\r\n\r\n")

    assert "Content-Type: application/json" in head
    assert body == json.dumps({"pid": 7}) + "\n"
