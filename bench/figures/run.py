#!/usr/bin/env python3
"""What the table and its figures take, on a demo place of its own: bench/figures/run.py BINARY.

Each row: what, the figure, processor seconds where it is a command, the bar. Ends with 1 where a bar is not kept. Needs only
Python's own library. With --asks N a proposed rule is tried on the place's asks written again until there are N of them.
"""
import argparse
import http.client
import os
import re
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
from pathlib import Path

RULE = """id = "TRY-21"
title = "Fitted in three weeks"
why = "To see what it takes to try a rule"
settings = ["practice", "clinic"]
from = "{first}"

[[measure]]
stop = "fitted"
limit = 21
unit = "calendar-days"
leaves_out = ["patient", "clinical"]
"""


class Bench:
    def __init__(self, binary, folder):
        self.binary, self.folder, self.missed = binary, folder, []
        self.place = f"sqlite:{folder}/demo.sqlite"

    def row(self, what, figure, unit, bar, beside=""):
        kept = figure <= bar
        print(f"| {what} | {figure:.3g} {unit} | {beside} | {bar} {unit}{'' if kept else ': not kept'} |", flush=True)
        if not kept:
            self.missed.append(what)

    def command(self, *arguments):
        """Seconds by the clock, seconds of processor, and what it said."""
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        done = subprocess.run([self.binary, *arguments], capture_output=True, text=True, check=False)
        took = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            sys.exit(f"bench: {' '.join(arguments)}: {done.stderr.strip()}")
        cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        return took, cpu, done.stdout

    def timed(self, what, bar, *arguments):
        took, cpu, said = self.command(*arguments)
        self.row(what, took, "s", bar, f"{cpu:.2f} s of processor")
        return said


class Visitor:
    """Somebody made up who came in by a door of the demo, with their own cookies."""

    def __init__(self, port, door):
        self.port, self.cookies = port, {}
        page = self.get(f"/enter/{door}")[1]
        form = next(part for part in page.split("<form") if 'name="user"' in part)
        fields = {name: re.search(f'name="{name}" value="([^"]*)"', form) for name in ["form_token", "user", "seat", "then"]}
        fields = {name: found.group(1) if found else "" for name, found in fields.items()}
        self.ask("POST", f"/enter/{door}", urllib.parse.urlencode(fields))

    def ask(self, method, address, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        connection.request(method, address, body, headers)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("set-cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        read = answer.read()
        connection.close()
        return answer.status, read

    def get(self, address):
        status, read = self.ask("GET", address)
        if status != 200:
            sys.exit(f"bench: {address} answered {status}")
        return status, read.decode("utf-8", "replace")

    def times(self, address, count):
        found = []
        for _ in range(count):
            began = time.perf_counter()
            self.get(address)
            found.append((time.perf_counter() - began) * 1000)
        return sorted(found)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def served(bench):
    """The pages of the table, as the group's secretary reads them."""
    port = int(os.environ.get("PORT", free_port()))
    program = subprocess.Popen(
        [bench.binary, "demo", "--port", str(port), "--db", bench.place], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        for line in program.stdout:
            if "/enter/public-health" in line:
                break
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        secretary = Visitor(port, "convener")
        groups = secretary.get("/groups")[1]
        group = re.search(r'href="(/groups/[0-9a-z]{26})"[^>]*>[^<]*alliance', groups).group(1)
        times = secretary.times(group, 300)
        bench.row("page of 34 seats, p99 of 300", times[296], "ms", 100, f"median {times[150]:.1f} ms")
        pack = sorted(set(re.findall(r'(/groups/[0-9a-z]{26}/meetings/[0-9-]{10})"', secretary.get(group)[1])))[0]
        times = secretary.times("/waits", 100)
        bench.row("waits as published, p99 of 100", times[98], "ms", 100, f"median {times[50]:.1f} ms")
        times = secretary.times(f"{pack}/pack", 100)
        bench.row("pack of a meeting as a page, p99 of 100", times[98], "ms", 2000, f"median {times[50]:.1f} ms")
    finally:
        program.terminate()
        program.wait()


def many_asks(bench, asks):
    """A proposed rule on so many asks: the demo's, written again under new ids."""
    file = bench.folder / "many.sqlite"
    shutil.copy(bench.folder / "demo.sqlite", file)
    shutil.copy(bench.folder / "demo.keys", bench.folder / "many.keys")
    rows = sqlite3.connect(file)
    there, last = rows.execute("select count(*), max(seq) from measures_ask").fetchone()
    columns = "sender, host, service, sent_on, method, age_band, fifth, complicated, history"
    nth = 0
    while there < asks:
        nth += 1
        # Another letter in the midst of each id; the few ids that have it there already are left out.
        letter = "0123456789abcdefghjkmnpqrstvwxyz"[nth % 32]
        done = rows.execute(
            f"insert or ignore into measures_ask (id, seq, {columns}) select substr(id, 1, 18) || ? || substr(id, 20), ?, {columns} "
            "from measures_ask where seq <= ? limit ?",
            (letter, last + nth, last, asks - there),
        ).rowcount
        there += done
        if nth > 31:
            sys.exit("bench: the asks were written as often as they can be")
    rows.commit()
    rows.close()
    rule = bench.folder / "rule.toml"
    year = time.localtime().tm_year + 1
    rule.write_text(RULE.format(first=f"{year}-01-01"))
    place = f"sqlite:{file}"
    bench.command("rule", "propose", "--db", place, str(rule))
    bench.timed(f"a proposed rule tried on {there:,} asks", 10, "rule", "compare", "TRY-21", "--dry", "--db", place)


def main():
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("binary")
    wanted.add_argument("--asks", type=int, default=1_000_000)
    given = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(given.binary, Path(folder))
        bench.command("demo", "--report", "--db", bench.place)
        print("| what | here | beside it | bar |\n|---|---|---|---|")
        served(bench)
        group = ["pack", "--db", bench.place, "--group", "Castermere"]
        bench.timed("pack of a quarter, as text", 2, *group)
        bench.timed("the same as a spreadsheet", 2, *group, "--xlsx", f"{folder}/pack.xlsx")
        bench.timed("the same as a PDF", 6, *group, "--pdf", f"{folder}/pack.pdf")
        bench.timed("a year’s account, with its PDF", 2, "account", "--db", bench.place, "--pdf", f"{folder}/account.pdf")
        said = bench.timed("the attacker over all that the demo has published", 10, "attack", "--db", bench.place)
        print(said.strip().splitlines()[0])
        many_asks(bench, given.asks)
    if bench.missed:
        sys.exit(f"bench: not kept: {'; '.join(bench.missed)}")


if __name__ == "__main__":
    main()
