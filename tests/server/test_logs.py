"""Lines of the log are written together, and none is lost or out of order."""

import subprocess
import sys

BEGIN = """import asyncio, logging, os
from api.logs import TOGETHER, begin_logging
begin_logging("INFO")
log = logging.getLogger("some")
"""
SECONDS = 30


def said(*lines: str) -> list[str]:
    """What a process of its own has written when it ended: the messages alone."""
    command = [sys.executable, "-c", BEGIN + "\n".join(lines)]
    done = subprocess.run(  # noqa: S603 - our own
        command, stderr=subprocess.PIPE, text=True, timeout=SECONDS, check=False
    )
    return [line.partition("logger=some ")[2] for line in done.stderr.splitlines()]


def test_a_line_outside_the_loop_is_written_at_once() -> None:
    assert said("log.info('one'); os._exit(0)") == ["one"]


def test_a_warning_is_written_at_once_and_what_was_said_before_it_first() -> None:
    assert said(
        "async def main():",
        "    log.info('one'); log.warning('two'); log.info('three'); os._exit(0)",
        "asyncio.run(main())",
    ) == ["one", "two"]


def test_lines_of_the_loop_are_written_a_moment_later() -> None:
    assert said(
        "async def main():",
        "    log.info('one'); log.info('two')",
        "    await asyncio.sleep(3 * TOGETHER)",
        "    log.info('three')",
        "    os._exit(0)",
        "asyncio.run(main())",
    ) == ["one", "two"]


def test_lines_are_written_again_and_again() -> None:
    assert said(
        "async def main():",
        "    for number in range(3):",
        "        log.info(str(number))",
        "        await asyncio.sleep(2 * TOGETHER)",
        "    os._exit(0)",
        "asyncio.run(main())",
    ) == ["0", "1", "2"]


def test_what_waits_is_written_when_the_process_ends() -> None:
    assert said("async def main(): log.info('one')", "asyncio.run(main())") == ["one"]


def test_a_line_that_cannot_be_written_out_ends_nothing() -> None:
    assert said("log.info('%d', 'no number'); log.info('two')")[-1] == "two"
