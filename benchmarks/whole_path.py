"""From day pages to a site, stage by stage: seconds, processor seconds, what came out, peak memory.

    python benchmarks/whole_path.py PATH

PATH is anything `backstory add` takes. The archive and the site are made in a temporary folder and removed. Each stage
runs in a process of its own, so that memory is told apart.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def run_stage(words: list[str], archive: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    command = [sys.executable, "-m", "backstory", *words, "--archive", str(archive)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.monotonic() - started
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{words[0]:8} {seconds:7.2f} s   {used:7.2f} s cpu   {after.ru_maxrss / 1024:6.0f} MiB peak so far")
    print(f"         {done.stdout.strip() or done.stderr.strip()}")
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive.db"
        run_stage(["add", str(options.path)], archive)
        run_stage(["relate"], archive)
        run_stage(["publish", str(Path(folder) / "site")], archive)
        run_stage(["publish", str(Path(folder) / "site")], archive)
        run_stage(["check"], archive)
        print(f"archive  {archive.stat().st_size / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
