"""Bring .venv to what the named requirement files lock; does nothing when it is there already.

Runs before anything is installed, so with the standard library alone. Any number may run at once:
a file lock lets one work and the others wait. The stamp is removed before a change and written
after it, so an environment without a stamp was left half made, and is made anew.
"""

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
LOCK = ROOT / ".venv.lock"


def main(names: list[str]) -> int:
    """Install the named files with their hashes; the exit code is pip's."""
    wanted = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in names}
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        installed = read_stamp()
        if wanted.items() <= installed.items():
            return 0
        if not installed:
            make_empty()
        STAMP.unlink(missing_ok=True)
        if code := install(names, lock.fileno()):
            return code
        STAMP.write_text(json.dumps(installed | wanted, indent=1))
        return 0


def read_stamp() -> dict[str, str]:
    """Which files are installed, by hash; nothing when the environment is not whole."""
    try:
        runs = subprocess.run([PYTHON, "-I", "-c", "import pip"], capture_output=True, check=False)
        return json.loads(STAMP.read_text()) if runs.returncode == 0 else {}
    except (OSError, ValueError):
        return {}


def make_empty() -> None:
    version = ".".join(str(part) for part in sys.version_info[:3])
    print(f"Setting up .venv with Python {version}", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    venv.create(VENV, with_pip=True)


def install(names: list[str], lock: int) -> int:
    """Run pip, which holds the lock too: should this process be killed, pip may still write."""
    print(f"Installing {' and '.join(names)} (the first time takes a minute)", flush=True)
    files = [argument for name in names for argument in ("-r", name)]
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command = [*pip, "--require-hashes", *files]
    return subprocess.run(command, cwd=ROOT, pass_fds=[lock], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
