#!/usr/bin/env python3
"""核对下载的部门预算、决算与公开的校验码是否一致。Python 3.8 以上，不需要别的软件。

    python3 verify.py 文件 校验码             校验码抄自公开页面或印出的文件，空格和大小写不论
    python3 verify.py 文件 --from 公开页面的网址   到公开页面去取校验码
    （加 --en 用英文回答；adds --en for answers in English）

文件是固定文本（.json）、数据包（.zip）或全部文件（.zip）。压缩包不解压到磁盘。
结果：0 全部相符；1 有不符；2 无法判断（没有校验码可比，或文件打不开）。
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import urllib.error
import urllib.request
import zipfile
import zlib

CHUNK = 1 << 20
#: More than any publication has: what unpacks to more is no publication.
MOST_BYTES, MOST_FILES, MOST_FETCHED = 4 << 30, 5000, 64 << 20
SHA256 = re.compile(r"[0-9a-f]{64}")
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)

WORDS = {
    "json": ("固定文本（JSON）", "canonical JSON"),
    "package": ("数据包", "data package"),
    "all": ("全部文件", "archive of all files"),
    "kind": ("文件种类：{}", "Kind of file: {}"),
    "sums": ("清单：相符（{} 个文件）", "List of files: agrees ({} files)"),
    "changed": ("不符：{} 的内容与清单不一致", "Differs: {} is not what the list says"),
    "missing": ("不符：清单里的 {} 不在压缩包里", "Differs: {} is listed and not there"),
    "extra": ("不符：{} 不在清单里", "Differs: {} is there and not listed"),
    "lists": ("不符：SHA256SUMS 与 manifest.json 说法不一",
              "Differs: SHA256SUMS and manifest.json contradict each other"),
    "twice": ("不符：{} 在压缩包里有两份", "Differs: {} is there twice"),
    "outside": ("不符：{} 会被解压到目录之外", "Differs: {} would be unpacked outside the folder"),
    "broken": ("不符：{} 已损坏，读不出来", "Differs: {} is damaged"),
    "large": ("不符：压缩包大得不合情理", "Differs: the archive is larger than any publication"),
    "list": ("不符：{} 不是应有的样子", "Differs: {} does not have its form"),
    "texts": ("不符：应有一份固定文本，却有 {} 份", "Differs: {} canonical texts instead of one"),
    "inner": ("数据包里的固定文本：相符", "Canonical text in the data package: agrees"),
    "differ": ("不符：数据包里的固定文本是另一份", "Differs: the data package holds another text"),
    "code": ("校验码：相符 {}", "Check code: agrees {}"),
    "wrong": ("校验码：不符\n  文件的  {}\n  公开的  {}",
              "Check code: DIFFERS\n  of the file  {}\n  published    {}"),
    "none": ("没有可比的校验码。这份文件的是：\n  {}\n请与公开页面或印出文件上的比对。",
             "No check code to compare with. That of the file is:\n  {}\n"
             "Compare it with the published one."),
    "added": ("重新相加：相符（非零的数 {} 个，明细 {} 行）",
              "Added up again: agrees ({} figures that are not zero, {} lines)"),
    "notadded": ("重新相加：不符，{} 个数加不出，例如 {}",
                 "Added up again: DIFFERS, {} figures do not add up, e.g. {}"),
    "filed": ("重新相加：各表是照印出的表填报的，没有下级数据",
              "Added up again: tables were filed as printed"),
    "early": ("重新相加：这一份没有附下级数据", "Added up again: nothing to add up is given"),
    "shape": ("不符：固定文本不是应有的样子", "Differs: the canonical text does not have its form"),
    "unknown": ("无法判断：{} 打不开，或不是本网站公开的文件（下载可能不完整，请重新下载）",
                "Undecided: {} cannot be read or is no file of a publication; download it again"),
    "badcode": ("无法判断：校验码应是 64 位十六进制数",
                "Undecided: a check code is 64 hexadecimal digits"),
    "fetch": ("无法判断：取不到校验码（{}）", "Undecided: the check code cannot be fetched ({})"),
    "gone": ("无法判断：公开页面说这一版已经撤回",
             "Undecided: the page says that this was withdrawn"),
    "yes": ("结论：相符", "Result: all agrees"),
    "no": ("结论：不符", "Result: something DIFFERS"),
    "undecided": ("结论：无法判断", "Result: undecided"),
}  # fmt: skip


class Undecided(Exception):
    """Nothing can be said; ``args`` are a key of WORDS and what stands in it."""


class Report:
    """What was found, told as it is found; ``wrong`` once something differs."""

    def __init__(self, english=False):
        self.english, self.wrong = english, False

    def say(self, key, *values):
        print(WORDS[key][self.english].format(*map(printable, values)))

    def fault(self, key, *values):
        self.wrong = True
        self.say(key, *values)


def printable(value):
    """Names come from the archive: nothing of them may steer a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in str(value))[:300]


# -- archives -----------------------------------------------------------------------------------


class Archive:
    """Files of a ZIP by name, with their sums; what is wrong with it goes to the report."""

    def __init__(self, source, report):
        self.zip, self.report = zipfile.ZipFile(source), report
        self.sums, self.names = {}, set()
        entries = [one for one in self.zip.infolist() if not one.is_dir()]
        if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > MOST_BYTES:
            report.fault("large")
            return
        for one in entries:
            self._look_at(one)

    def _look_at(self, one):
        name = one.filename
        if name in self.names:
            self.report.fault("twice", name)
        self.names.add(name)
        parts = re.split(r"[/\\]", one.orig_filename)
        if ".." in parts or parts[0] == "" or ":" in parts[0] or "\0" in one.orig_filename:
            self.report.fault("outside", name)
        if one.external_attr >> 28 == 0o12:  # a symbolic link
            self.report.fault("outside", name)
        try:
            self.sums[name] = self._sum(one)
        except UNREADABLE:
            self.report.fault("broken", name)

    def _sum(self, one):
        digest, left = hashlib.sha256(), one.file_size
        with self.zip.open(one) as source:
            while True:
                chunk = source.read(CHUNK)
                left -= len(chunk)
                if left < 0:
                    raise zipfile.BadZipFile(one.filename)
                if not chunk:
                    return digest.hexdigest()
                digest.update(chunk)

    def read(self, name):
        return self.zip.read(name) if name in self.sums else b""

    def compare(self, listed, besides):
        """Hold the files against a list of sums; ``besides`` need not be listed."""
        for name, digest in sorted(listed.items()):
            if name not in self.names:
                self.report.fault("missing", name)
            elif name in self.sums and self.sums[name] != digest:
                self.report.fault("changed", name)
        for name in sorted(self.names - set(listed) - set(besides)):
            self.report.fault("extra", name)
        if not self.report.wrong:
            self.report.say("sums", len(listed))


def package(archive):
    """The canonical JSON of a data package, whose files are held against its own list."""
    report, listed = archive.report, {}
    try:
        for one in json.loads(archive.read("datapackage.json"))["resources"]:
            kind, _, digest = one["hash"].partition(":")
            listed[one["path"]] = digest if kind == "sha256" else ""
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        report.fault("list", "datapackage.json")
    else:
        archive.compare(listed, ["datapackage.json", "README.md"])
    return archive.read("document.json")


def everything(archive):
    """The canonical JSON of the archive of all files, with the data package in it."""
    report, listed, lines = archive.report, {}, {}
    try:
        for one in json.loads(archive.read("manifest.json"))["files"]:
            listed[one["name"]] = one["sha256"]
        for line in archive.read("SHA256SUMS").decode().splitlines():
            digest, _, name = line.partition("  ")
            lines[name] = digest
    except (ValueError, KeyError, TypeError, RecursionError):
        report.fault("list", "manifest.json")
        return b""
    if listed != lines:
        report.fault("lists")
    archive.compare(listed, ["manifest.json", "SHA256SUMS"])
    texts = [name for name in sorted(listed) if name.endswith(".json") and name in archive.sums]
    if len(texts) != 1:
        report.fault("texts", len(texts))
        return b""
    inside(archive, texts[0])
    return archive.read(texts[0])


def inside(archive, text):
    """The data packages in the archive of all files hold the same text."""
    for name in sorted(n for n in archive.sums if n.endswith(".zip")):
        with archive.zip.open(name) as source:
            try:
                inner = Archive(source, archive.report)
            except UNREADABLE:
                archive.report.fault("broken", name)
                continue
            package(inner)
        same = inner.sums.get("document.json") == archive.sums[text]
        archive.report.say("inner") if same else archive.report.fault("differ")


# -- adding up again ----------------------------------------------------------------------------


def add_again(document):
    """(figures that are not zero, lines, places of figures that do not add up)."""
    lines, figures, wrong = {}, 0, []
    for kind in document.get("lines", []):
        for row in kind["rows"]:
            line = dict(zip(kind["fields"], row))
            lines[line["line"]] = line
    origins = {one["table"]: one for one in document["origins"]}
    for table in document["tables"]:
        amounts, counted = figures_of(table)
        sums, made = [0] * len(amounts), origins.get(table["role"], {})
        for figure, *parts in made.get("parts", []):
            sums[figure] += sum(amounts[part] for part in parts)
        for figure, *numbers in made.get("lines", []):
            field = "quantity" if counted[figure] else "amount"
            sums[figure] += sum(lines[number].get(field, 0) for number in numbers)
        figures += sum(amount != 0 for amount in amounts)
        wrong += [f"{table['role']} {n}" for n, a in enumerate(amounts) if sums[n] != a]
    return figures, len(lines), wrong


def figures_of(table):
    """The amounts of a table as they stand, and which of them count things."""
    amounts, counted = [], []
    for line in table["lines"]:
        place = 0
        for cell in line["cells"]:
            if "amount" in cell and cell.get("of", 0) >= 0:
                amounts.append(cell["amount"])
                counted.append(table["columns"][place].get("type") == "count")
            place += cell.get("span", 1)
    return amounts, counted


def added_up(text, report):
    """Tell whether the figures of a canonical text are the sums of what it says beneath them."""
    try:
        document = json.loads(text)
        if document.get("filed") or "origins" not in document:
            report.say("filed" if document.get("filed") else "early")
            return
        figures, lines, wrong = add_again(document)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        report.fault("shape")
        return
    if wrong:
        report.fault("notadded", len(wrong), wrong[0])
    else:
        report.say("added", figures, lines)


# -- the check code -----------------------------------------------------------------------------


def fetched(address):
    """The check code that a portal publishes: of a page, of its document.json, or of the API."""
    if not address.startswith(("https://", "http://")):
        raise Undecided("fetch", address)
    if address.endswith("/") and "/api/" not in address:
        address += "document.json"
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            data = answer.read(MOST_FETCHED + 1)
    except urllib.error.HTTPError as error:
        raise Undecided("gone" if error.code == 410 else "fetch", error.code) from None
    except (OSError, ValueError) as error:
        raise Undecided("fetch", error) from None
    return code_in(data)


def code_in(data):
    """The check code that an answer of a portal tells."""
    try:
        told = json.loads(data)
        if "tables" in told and "schema" in told:
            return hashlib.sha256(data).hexdigest()
        return code_of(str(told.get("check_code") or told["sha256"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Undecided("fetch", "JSON") from None


def code_of(text):
    """A check code as people write it, in groups and capitals perhaps."""
    code = "".join(text.split()).lower()
    if not SHA256.fullmatch(code):
        raise Undecided("badcode")
    return code


# -- all of it ----------------------------------------------------------------------------------


def canonical(path, report):
    """The canonical JSON of a file of any kind."""
    try:
        if zipfile.is_zipfile(path):
            archive = Archive(path, report)
            kind = "all" if "manifest.json" in archive.names else "package"
            if kind == "package" and "datapackage.json" not in archive.names:
                raise Undecided("unknown", path)
            report.say("kind", WORDS[kind][report.english])
            return everything(archive) if kind == "all" else package(archive)
        with open(path, "rb") as source:
            text = source.read(MOST_FETCHED + 1)
        if "tables" not in json.loads(text):
            raise Undecided("unknown", path)
    except (*UNREADABLE, ValueError, TypeError, RecursionError):
        raise Undecided("unknown", path) from None
    report.say("kind", WORDS["json"][report.english])
    return text


def verify(path, code, report):
    """Tell all that agrees and all that does not; 0, 1 or 2."""
    text = canonical(path, report)
    if text:
        own = hashlib.sha256(text).hexdigest()
        if code and own != code:
            report.fault("wrong", own, code)
        elif code:
            report.say("code", own)
        else:
            report.say("none", own)
        added_up(text, report)
    if report.wrong or (code and text):
        return 1 if report.wrong else 0
    return 2


def main(given=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", help="下载的文件")
    parser.add_argument("code", nargs="*", help="校验码")
    parser.add_argument("--from", dest="address", help="公开页面的网址")
    parser.add_argument("--en", action="store_true", help="answer in English")
    asked = parser.parse_intermixed_args(given)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    report = Report(asked.en)
    try:
        code = code_of("".join(asked.code)) if asked.code else ""
        if asked.address:
            published = fetched(asked.address)
            if code and code != published:
                report.fault("wrong", code, published)
            code = published
        result = verify(asked.file, code, report)
    except Undecided as undecided:
        report.say(*undecided.args)
        result = 2
    report.say(("yes", "no", "undecided")[result])
    return result


if __name__ == "__main__":
    sys.exit(main())
