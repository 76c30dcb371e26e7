"""Shared by the tests that give mutated files to the weir command: changes of bytes, runs, and the verdict on how they end."""

import argparse
import concurrent.futures
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

BROKEN = re.compile(r"Sanitizer|runtime error|fault of its own|terminate called|core dumped|Assertion|what\(\):")

# Checks of globals take most of the start-up time of a sanitized program, and no file can violate them.
os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=0:allocator_may_return_null=0:report_globals=0")


def change_bytes(data, at, kind, dice):
    """Makes one change in a bytearray, at that place: kind 0 to 4."""
    match kind:
        case 0:
            data[at:at + 1] = bytes([dice.randrange(256)])
        case 1:
            data[at:at + 1] = bytes([data[at] ^ (1 << dice.randrange(8))]) if data else b""
        case 2:
            del data[at:at + dice.choice([1, 1, 2, 8, 1000])]
        case 3:
            data[at:at] = bytes(dice.randrange(256) for _ in range(dice.choice([1, 1, 2, 8, 100])))
        case 4:
            data[at:at + 4] = dice.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\0\0\x80"])


def run(weir, arguments, folder, seconds, statuses):
    """Returns the status, what is wrong (None if nothing), and stderr. statuses: the allowed ones."""
    environment = dict(os.environ, WEIR_DATA=str(folder))
    try:
        ended = subprocess.run([weir, *arguments], cwd=folder, env=environment, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired:
        return None, f"no end within {seconds} s", ""
    errors = ended.stderr.decode(errors="replace")
    if BROKEN.search(errors):
        return ended.returncode, BROKEN.search(errors).group(), errors
    if ended.returncode not in statuses:
        return ended.returncode, f"status {ended.returncode}", errors
    complaints = [line for line in errors.splitlines() if line.startswith("weir: ")]
    if ended.returncode == 2 and len(complaints) != 1:
        return 2, f"{len(complaints)} lines of error, not one", errors
    return ended.returncode, None, errors


def main(prog, description, count, try_one, options=(), prepare=lambda arguments: None):
    """Tries `count` mutated files, or as many as --count says. try_one(weir, prepared, seed, folder) returns the name of what was
    changed, the status, what is wrong (None if nothing), and stderr. Returns the exit status."""
    parser = argparse.ArgumentParser(prog=prog, description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weir", metavar="WEIR")
    parser.add_argument("--count", type=int, default=count, help=f"files to try; else {count:,}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    for option, settings in options:
        parser.add_argument(option, **settings)
    parser.add_argument("--keep", type=Path, help="a folder for the files of what went wrong")
    arguments = parser.parse_args()
    weir = str(Path(arguments.weir).resolve())
    prepared = prepare(arguments)
    prefix = f"weir_{prog}_"
    keep = arguments.keep or Path(tempfile.mkdtemp(prefix=prefix))
    statuses = {}
    failures = 0

    def attempt(number):
        with tempfile.TemporaryDirectory(prefix=prefix) as folder:
            result = try_one(weir, prepared, f"{arguments.seed} {number}", Path(folder))
            if result[2]:
                shutil.copytree(folder, keep / str(number), dirs_exist_ok=True)
            return number, result

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for number, (name, status, wrong, errors) in pool.map(attempt, range(arguments.count)):
            statuses[status] = statuses.get(status, 0) + 1
            if wrong:
                failures += 1
                print(f"FAILED: {number}: {name}: {wrong}; kept in {keep / str(number)}\n{errors[-1500:]}", flush=True)
    ends = ", ".join(f"{count} with status {status}" for status, count in sorted(statuses.items(), key=str))
    print(f"{arguments.count} tried: {ends}; {failures} went wrong")
    if not failures and not arguments.keep:
        keep.rmdir()
    return 1 if failures or set(statuses) <= {2} else 0
