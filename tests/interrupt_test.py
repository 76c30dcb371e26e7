#!/usr/bin/env python3
"""Ends weir's run, size, regress and import at random moments with SIGINT or SIGTERM. Soon after, none of their processes, locks, partial
files and temporary folders remain, and a resumed regression reaches the verdict of an undisturbed one.

    interrupt_test.py WEIR [--count N] [--seed S]
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PROJECT = pathlib.Path(__file__).resolve().parent.parent
ZOO = PROJECT.parent / "shared/data"

SMALL = """scenario: small
intent: A product that every engine runs.
seed: 1
frames: 4000
engines: [golden, native, systemc, hls, rtl]
input: {type: int4, shape: [16], elements_per_beat: 4}
layers:
  - {kind: mvtu, name: fc, rows: 8, pe: 2, simd: 4, weights: {type: int3, seed: 11}}
"""

SUITE = """suite: cases
intent: A few cases on all engines.
seed: 3
campaigns:
  - {name: models, of: layers, cases: 12, batch: 2, engines: [golden, native, systemc]}
  - {name: all, of: layers, cases: 4, batch: 2}
"""


def take_interrupts():
    """Programs that a shell starts in the background inherit that SIGINT is ignored; this undoes it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Rig:
    def __init__(self, weir, folder):
        self.weir = weir
        self.folder = folder
        self.mark = f"weir-interrupt-{os.getpid()}-{random.getrandbits(48):x}"
        self.environment = dict(os.environ, WEIR_CACHE=str(folder / "cache"), TMPDIR=str(folder / "tmp"), WEIR_INTERRUPT_MARK=self.mark,
                                WEIR_HISTORY=str(folder / "history.db"), WEIR_RTL_OPTIMISE="0")

    def start(self, arguments):
        return subprocess.Popen([self.weir, *arguments], cwd=self.folder, env=self.environment, stdout=open(self.folder / "out", "w"),
                                stderr=open(self.folder / "err", "w"), start_new_session=True, preexec_fn=take_interrupts)

    def processes(self):
        """All processes with the mark in their environment, except zombies."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                if self.mark.encode() in (entry / "environ").read_bytes():
                    found.append((int(entry.name), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")))
            except OSError:
                pass
        return found

    def left_behind(self):
        left = []
        for path in self.folder.rglob("*"):
            parts = path.relative_to(self.folder)
            if path.name.endswith(".lock") or ".tmp" in path.name or parts.parts[0] == "tmp" and len(parts.parts) > 1:
                left.append(str(parts))
        return left


def broken_files(folder):
    """Files of results that are not complete."""
    broken = []
    for path in [*folder.glob("*.json"), *folder.glob("runs/**/*.json")]:
        try:
            json.loads(path.read_text())
        except ValueError as error:
            broken.append(f"{path}: {error}")
    return broken


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("weir")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    random.seed(arguments.seed)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="weir-interrupt-"))
    (folder / "tmp").mkdir()
    rig = Rig(os.path.abspath(arguments.weir), folder)
    (folder / "small.yaml").write_text(SMALL)
    (folder / "cases.yaml").write_text(SUITE)
    scenario = str(PROJECT / "scenarios/mobilenet-v1-zcu104.yaml")
    models = []  # models whose import succeeds if it is not interrupted
    for model in sorted(ZOO.rglob("*.onnx")) if ZOO.is_dir() else []:
        tried = subprocess.run([os.path.abspath(arguments.weir), "import", str(model), "-o", str(folder / "tried.yaml")], capture_output=True)
        if tried.returncode == 0:
            models.append(model)
        if len(models) == 3:
            break
    kinds = ["run", "run", "size", "regress", "regress"] + (["import"] if models else [])
    failures = []
    cut = {}
    resumable = []
    for number in range(arguments.count):
        kind = kinds[number % len(kinds)]
        if kind == "run":
            shutil.rmtree(folder / "cache", ignore_errors=True)
            command = ["run", "small.yaml", "--json", "run.json", "--wave", "run.vcd"] if number % 2 else ["run", scenario, "--engine", "native,golden", "--frames", "3"]
            longest = 30
        elif kind == "size":
            command = ["size", scenario, "-o", "sized.yaml", "--json", "sized.json"]
            longest = 10
        elif kind == "regress":
            command = ["regress", "cases.yaml", "--out", f"runs/{number}", "--no-history", "--json", f"regress{number}.json"]
            longest = 60
            if number % 3 == 0:
                shutil.rmtree(folder / "cache", ignore_errors=True)
        else:
            command = ["import", str(random.choice(models)), "-o", "imported.yaml"]
            longest = 2
        process = rig.start(command)
        # Early moments are as likely as late ones, however long the command takes.
        delay = longest * random.random() ** 3
        try:
            process.wait(delay)
            ended = "by itself"
        except subprocess.TimeoutExpired:
            ended = random.choice(["INT", "TERM"])
            process.send_signal(signal.SIGINT if ended == "INT" else signal.SIGTERM)
        begin = time.monotonic()
        what = f"{number}: {' '.join(command)}: {ended} after {delay:.2f} s"
        try:
            status = process.wait(60)
        except subprocess.TimeoutExpired:
            failures.append(f"{what}: no end within 60 s")
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            continue
        took = time.monotonic() - begin
        error = (folder / "err").read_text()
        if ended != "by itself":
            cut[kind] = cut.get(kind, 0) + 1
        # A signal before the program has set its handlers has its default effect.
        if status not in (0, 1) and not (status < 0 and delay < 0.5):
            failures.append(f"{what}: status {status}: {error[-300:]}")
        if kind == "run" and ended != "by itself" and status == 1:
            text = (folder / "out").read_text()
            if "interrupted" not in text + error:
                failures.append(f"{what}: no word of it: {text[-200:]} {error[-200:]}")
        time.sleep(0.05)
        if found := rig.processes():
            failures.append(f"{what}: processes left: {found}")
            for pid, _ in found:
                try:
                    os.kill(pid, signal.SIGKILL)
                except OSError:
                    pass
        if left := rig.left_behind():
            failures.append(f"{what}: left behind: {left[:5]}")
            shutil.rmtree(folder / "tmp", ignore_errors=True)
            shutil.rmtree(folder / "cache", ignore_errors=True)
            (folder / "tmp").mkdir()
        if broken := broken_files(folder):
            failures.append(f"{what}: {broken}")
        if kind == "regress" and ended != "by itself" and (folder / f"runs/{number}/run.json").exists():
            resumable.append(number)
        print(f"{what}: status {status}, ended in {took:.1f} s", flush=True)
    resumed = 0
    for number in random.sample(resumable, min(len(resumable), 1 + arguments.count // 20)):
        command = ["regress", "cases.yaml", "--out", f"runs/{number}", "--resume", "--no-history"]
        process = rig.start(command)
        status = process.wait()
        text = (folder / "out").read_text()
        if status != 0 or "verdict: pass" not in text:
            failures.append(f"resumed {number}: status {status}: {text[-400:]} {(folder / 'err').read_text()[-300:]}")
        resumed += 1
    shutil.rmtree(folder, ignore_errors=True)
    print(f"{arguments.count} runs, interrupted: {cut}; {resumed} regressions resumed; {len(failures)} failures")
    for failure in failures:
        print("FAILED:", failure)
    if not failures and sum(cut.values()) < arguments.count // 3:
        sys.exit("FAILED: too few were interrupted to say anything")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
