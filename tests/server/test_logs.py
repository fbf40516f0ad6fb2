"""Lines of the log are written together, and none is lost or out of order."""

import json
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


def test_of_very_many_lines_those_that_wait_are_bounded() -> None:
    assert said(
        "from api.logs import MOST_WAITING",
        "async def main():",
        "    for number in range(MOST_WAITING + 1): log.info(str(number))",
        "    os._exit(0)",
        "asyncio.run(main())",
    ) == [str(number) for number in range(1_000)]


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


def test_half_a_character_is_spelt_and_takes_no_other_line_with_it() -> None:
    assert said(r"log.info('\udc80'); log.info('two')") == [r"\udc80", "two"]


def test_what_a_library_says_at_length_is_cut_and_of_a_long_traceback_the_end_is_kept() -> None:
    assert len(said("log.warning('x' * 100_000)")[0]) < 2_200
    lines = said(
        "try:",
        "    raise ValueError('x' * 100_000 + 'the end')",
        "except ValueError:",
        "    log.exception('failed')",
    )
    assert sum(map(len, lines)) < 21_000


def test_lines_as_json_have_what_their_message_names() -> None:
    begin = BEGIN.replace('"INFO"', '"INFO", JSON').replace("import TOGETHER", "import JSON")
    line = "log.info('%s id=%s ms=%.1f done=%d%%', 'x', 'a\\n', 1.5, 3); log.info('a=%s', 2)"

    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", begin + line], stderr=subprocess.PIPE, text=True, check=True
    )

    first, second = (json.loads(text) for text in done.stderr.splitlines())
    assert (first["id"], first["ms"], first["done"]) == ("a\n", 1.5, 3)
    assert (first["message"], first["logger"]) == ("x id=a\n ms=1.5 done=3%", "some")
    assert second["a"] == 2


def test_a_log_nobody_reads_any_more_ends_nothing_and_is_counted() -> None:
    done = subprocess.run(  # noqa: S603 - our own
        [
            sys.executable,
            "-c",
            "import os; read, write = os.pipe(); os.close(read); os.dup2(write, 2)\n"
            + BEGIN
            + "log.warning('one')\n"
            + "from api.logs import lost; print(lost(), flush=True); os._exit(0)",
        ],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    assert int(done.stdout) == 1
