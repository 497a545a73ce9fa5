#!/usr/bin/env python3
"""Runs `roundtable plan` beside its peers and prints one table. See README.md."""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

import instances

HERE = pathlib.Path(__file__).parent


def timed(command, limit):
    """Output, CPU seconds and exit code of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
        out, code, err = done.stdout, done.returncode, done.stderr
    except subprocess.TimeoutExpired:
        out, code, err = "", -1, "out of time"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return out, cpu, code, err


def ours(arguments, *rest):
    out, cpu, code, err = timed([arguments.roundtable, "plan", *map(str, rest), "--json"], 10 * arguments.seconds)
    if code != 0:
        return {"who": "roundtable", "said": err.strip().split("\n")[-1][:60], "cpu": cpu}
    return {"who": "roundtable", "cpu": cpu, **json.loads(out)}


def peer(arguments, name, *rest):
    command = [sys.executable, str(HERE / "peers.py"), name, str(arguments.seconds), *map(str, rest)]
    out, cpu, code, err = timed(command, 10 * arguments.seconds)
    if code != 0:
        lines = [line for line in err.strip().split("\n") if line]
        return {"who": name, "said": (lines[-1] if lines else "failed")[:60], "cpu": cpu}
    return {"who": name, "cpu": cpu, **json.loads(out.strip().split("\n")[-1])}


def row(question, result):
    value = result.get("objective", result.get("cost", ""))
    if "events" in result:
        wait = result["measures"]["mean_wait"]["mean"]
        value = f"mean wait {wait:.4f}, {result['events'] / max(result['cpu'], 1e-9):,.0f} events/s"
    proof = {True: "proved", False: "not proved"}.get(result.get("proven"), "")
    if result.get("gap"):
        proof += f", gap {100 * result['gap']:.3f}%"
    print(f"{question:<28} {result['who']:<12} {result['cpu']:>9.2f}  {value!s:<44} {proof} {result.get('said', '')}")
    sys.stdout.flush()


def sites(arguments):
    geo, planning = arguments.shared / "geo", arguments.shared / "planning"
    for area, p in [("Dorset", 4), ("Dorset", 13), ("Nottinghamshire", 20)]:
        row(f"{area} p={p}", ours(arguments, "sites", "--geo", geo, "--area", area, "--p", p))
        for name in ["highs", "spopt"]:
            row(f"{area} p={p}", peer(arguments, name, geo / "lsoa.csv", area, p))
    for number in [8, 16, 26, 40]:
        path = planning / "pmed" / f"pmed{number}.txt"
        row(path.stem, ours(arguments, "sites", path, "--format", "pmed"))
        for name in ["highs", "spopt"]:
            row(path.stem, peer(arguments, name, path, "pmed", 0))


def matching(arguments):
    planning = arguments.shared / "planning"
    for path in sorted((planning / "mcf").glob("*.min")):
        row(path.stem, ours(arguments, "match", path, "--format", "dimacs"))
        row(path.stem, peer(arguments, "ortools", path, "dimacs"))
    path = planning / "assign" / "assign500.txt"
    row(path.stem, ours(arguments, "match", path, "--format", "assign"))
    row(path.stem, peer(arguments, "ortools", path, "assign"))


def generated(arguments):
    """Problems that nobody has tuned to, of every family, beside the peers."""
    with tempfile.TemporaryDirectory() as folder:
        for name, kind, p, path in instances.write(pathlib.Path(folder)):
            if kind == "dimacs":
                row(name, ours(arguments, "match", path, "--format", kind))
                row(name, peer(arguments, "ortools", path, kind))
                continue
            limit = ["--seconds", 10] if kind in ("pmedcap", "sjc") else ["--seconds", 60]
            row(name, ours(arguments, "sites", path, "--format", kind, "--p", p, *limit))
            if kind != "tsplib":
                row(name, peer(arguments, "highs_rooms" if kind in ("pmedcap", "sjc") else "highs", path, kind, p))


def queue(arguments):
    settings = ["--model", "mmc", "--lambda", 4.5, "--mu", 1, "--servers", 5]
    row("M/M/5 load 0.9", ours(arguments, "queue", *settings, "--simulate", "--customers", 2000000, "--replications", 10))
    for name in ["simpy", "ciw"]:
        row("M/M/5 load 0.9", peer(arguments, name))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--roundtable", default="roundtable")
    parser.add_argument("--shared", type=pathlib.Path, default=os.environ.get("ROUNDTABLE_SHARED", "../shared"))
    parser.add_argument("--seconds", type=int, default=120, help="limit for one peer on one question")
    parser.add_argument("--only", choices=["sites", "matching", "generated", "queue"])
    arguments = parser.parse_args()
    arguments.shared = pathlib.Path(arguments.shared)
    print(f"{'question':<28} {'who':<12} {'CPU s':>9}  found")
    for part in [sites, matching, generated, queue]:
        if arguments.only in (None, part.__name__):
            part(arguments)


if __name__ == "__main__":
    main()
