#!/usr/bin/env python3
"""What 7,000 letters of a trust cost: made in seven formats from this crate's own fixtures, each different; charted from the terminal,
brought into a place, and the pages of its specialties read as its office reads them. Prints one row a figure.
Usage: run.py ROUNDTABLE [LETTERS]. Everybody in the letters is made up."""

import http.cookiejar
import io
import json
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parent.parent / "modules/letters/rules/fixtures"


def texts():
    """The labelled letters without their marks."""
    found = []
    for file in sorted(FIXTURES.glob("letters-*.txt")):
        for part in file.read_text().split("\n=== ")[1:]:
            body = part.split("\n", 1)[1]
            found.append(re.sub(r"\[\w\.\w+\.\d\|([^\]]*)\]", r"\1", body))
    return found


def plain(text):
    return "txt", text.encode()


def rtf(text):
    body = "".join(c if ord(c) < 128 and c not in "\\{}" else f"\\u{ord(c)}?" for c in text).replace("\n", "\\par\n")
    return "rtf", ("{\\rtf1\\ansi " + body + "}").encode()


def docx(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{line}</w:t></w:r></w:p>' for line in escaped.split("\n"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        archive.writestr(
            "word/document.xml",
            '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
            + body + "</w:body></w:document>",
        )
    return "docx", out.getvalue()


def hl7(text):
    safe = text.replace("\\", " ").replace("|", " ").replace("^", " ").replace("&", "\\T\\").replace("~", " ")
    lines = [f"OBX|{n}|TX|||{line}||||||F" for n, line in enumerate(safe.split("\n"), 1)]
    return "hl7", "\r".join(["MSH|^~\\&|A|B|C|D|20250101||MDM^T02|1|P|2.4", "TXA|1|DS|TX", *lines]).encode()


def cda(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    body = "".join(f"<paragraph>{line}</paragraph>" for line in escaped.split("\n"))
    return "xml", (
        '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section><text>'
        + body + "</text></section></component></structuredBody></component></ClinicalDocument>"
    ).encode()


def fhir(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br/>")
    part = {"title": "Letter", "text": {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{escaped}</div>'}}
    composition = {"resourceType": "Composition", "status": "final", "title": "Letter", "section": [part]}
    return "json", json.dumps({"resourceType": "Bundle", "type": "document", "entry": [{"resource": composition}]}).encode()


def pdf(text):
    """One page a letter, lines of Helvetica; letters outside Latin 1 are dropped."""
    lines = []
    for line in text.split("\n"):
        lines += [line[at:at + 95] for at in range(0, max(len(line), 1), 95)]
    show = "\n".join(
        "(" + line.encode("latin-1", "ignore").decode("latin-1").replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ") Tj T*"
        for line in lines
    )
    stream = f"BT /F1 9 Tf 11 TL 40 {60 + 11 * len(lines)} Td\n{show}\nET".encode("latin-1")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 {120 + 11 * len(lines)}]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".encode(),
        b"<</Length %d>>stream\n" % len(stream) + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + part + b"endobj\n"
    table = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
    return "pdf", out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % table


FORMATS = [plain, pdf, docx, rtf, fhir, hl7, cda]
FOLDERS = ["cardiology", "orthopaedics", "respiratory-medicine", "dermatology", "ent", "gastroenterology", "neurology", "urology"]


def write_letters(folder, many):
    own, size = texts(), 0
    for number in range(many):
        # A line of its own makes each letter another letter, so that none is taken for one that is there already.
        text = "\n".join(own[(number + step) % len(own)].rstrip() for step in range(3))
        text = f"{text}\nOur reference {number} of {1 + number % 28}/{1 + number % 12}/2025\n"
        ending, data = FORMATS[number % len(FORMATS)](text)
        place = folder / FOLDERS[number % len(FOLDERS)]
        place.mkdir(exist_ok=True)
        (place / f"{number}.{ending}").write_bytes(data)
        size += len(data)
    return size


def timed(*command):
    """Elapsed and processor seconds, the most memory in MiB, and what was printed."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command}: {done.stderr[-600:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - began, cpu, after.ru_maxrss / 1024, done.stdout


def row(what, figure, bar):
    print(f"| {what} | {figure} | | {bar} |", flush=True)


def pages(binary, database, audit):
    """The office reads the audit, every specialty and the report of the audit."""
    program = subprocess.Popen(
        [binary, "demo", "--db", f"{database}", "--port", "7349"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        doors = []
        for line in program.stdout:
            doors += re.findall(r"http\S+/enter/\S+", line)
            if any("/public-health" in door for door in doors):
                break
        office = next(door for door in doors if "/convener" in door)
        visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

        def read(address):
            began = time.monotonic()
            body = visitor.open(address).read()
            return time.monotonic() - began, body

        base = office.split("/enter/")[0]
        for _ in range(600):
            try:
                read(base)
                break
            except OSError:
                time.sleep(0.1)
        # A door asks once whether it is meant: its first form is sent as it stands.
        asked = read(office)[1].decode()
        form = re.search(r"<main.*?<form[^>]*action=\"([^\"]*)\"(.*?)</form>", asked, re.S)
        fields = re.findall(r"<input[^>]*name=\"([^\"]*)\"[^>]*value=\"([^\"]*)\"", form[2])
        fields += re.findall(r"<button[^>]*name=\"([^\"]*)\"[^>]*value=\"([^\"]*)\"", form[2])[:1]
        visitor.open(base + form[1], urllib.parse.urlencode(fields).encode()).read()
        address = f"{base}/letters/audits/{audit}"
        read(address)
        took, body = read(address)
        row("the page of the audit, with the demo's 7,000 beside them", f"{took:.2f} s", "")
        codes = sorted(set(re.findall(rb"/requests\?specialty=([a-z-]+)", body)))
        assert codes, "the page names no specialty"
        began = time.monotonic()
        for code in codes:
            read(f"{address}/specialties/{code.decode()}")
        row(f"letters to {len(codes)} specialties, one page each", f"{time.monotonic() - began:.2f} s", "2 s")
        began = time.monotonic()
        for code in codes:
            read(f"{address}/requests?specialty={code.decode()}")
        row(f"requests of {len(codes)} specialties with their sentences, first page each", f"{time.monotonic() - began:.2f} s", "")
        took, body = read(f"{address}/report.pdf")
        assert body.startswith(b"%PDF")
        row("the report as PDF", f"{took:.2f} s", "10 s")
    finally:
        program.terminate()
        program.wait()


def main():
    binary = sys.argv[1]
    many = int(sys.argv[2]) if len(sys.argv) > 2 else 7000
    folder = pathlib.Path(tempfile.mkdtemp(prefix="roundtable-letters-"))
    try:
        letters = folder / "letters"
        letters.mkdir()
        size = write_letters(letters, many)
        kind = f"{many} letters of {len(FORMATS)} formats ({size / many / 1000:.1f} kB each)"
        for ending, bar in (("html", "20 s"), ("pdf", "20 s")):
            took, cpu, most, _ = timed(binary, "letters", "audit", letters, "--out", folder / f"a.{ending}")
            row(f"{kind} read and charted as {ending.upper()}", f"{took:.1f} s, {cpu:.1f} s of processor, {most:.0f} MiB", bar)
        database = folder / "demo.sqlite"
        subprocess.run([binary, "demo", "--report", "--db", f"{database}"], capture_output=True)
        took, cpu, most, out = timed(binary, "letters", "import", letters, "--db", f"sqlite:{database}", "--json")
        told = json.loads(out.splitlines()[-1])
        assert told["new"] == many and told["not_read"] == 0, told
        row(f"{kind} into a place", f"{took:.1f} s, {cpu:.1f} s of processor, {most:.0f} MiB", "20 s with charts")
        pages(binary, database, told["audit"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
