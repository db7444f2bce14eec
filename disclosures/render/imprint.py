"""版本与校验: what the last page of a document says of the document itself, for every format.

Which version it is, its check code, who signed it, when it was made public and what it corrects.
All strings are ready to print; an empty one is not printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

TITLE = "版本与校验"
SIGNATURES = "签署"
#: The heads of the columns of the signatures, as ``Signature.cells``.
SIGNATURE_HEADS = ("身份", "姓名", "时间", "声明")
#: What a draft says in the place of signatures.
UNSIGNED = "草稿，尚未签署。"
#: How a reader can check the file for himself.
HOW = (
    "校验码是本文件全部内容（规范 JSON 文本，UTF-8 编码）的 SHA-256 值。"
    "下载随本文件公开的 JSON 文本自行计算，结果与上列校验码相同，即内容与签署时一致。"
)
GROUP = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature: as whom, by whom, when and to what; e.g. 单位负责人, 王芳, 2024年9月10日."""

    role: str
    who: str
    at: str
    statement: str = ""

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """A row of the table of signatures."""
        return self.role, self.who, self.at, self.statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What is printed of a version.

    ``number`` is which publication it is (第2版), ``version`` the version of what was entered
    (第14次填报), ``sha256`` 64 hexadecimal digits, ``published_on`` a day (2024年9月10日),
    ``supersedes`` what it corrects (第1版，2024年9月1日公开) and ``why`` what was wrong there.
    ``form_set`` and ``rules`` name the versions of form set and rules.
    """

    sha256: str = ""
    number: str = ""
    version: str = ""
    published_on: str = ""
    form_set: str = ""
    rules: str = ""
    supersedes: str = ""
    why: str = ""
    signatures: tuple[Signature, ...] = ()
    draft: bool = False

    @property
    def code(self) -> str:
        """The check code in groups of eight digits, four groups a line."""
        found = [self.sha256[n : n + GROUP] for n in range(0, len(self.sha256), GROUP)]
        return "\n".join(" ".join(found[n : n + 4]) for n in range(0, len(found), 4))

    @property
    def rows(self) -> Iterator[tuple[str, str]]:
        """What it is called and what it says, in the order of printing; a value may have lines."""
        told = (
            ("公开版次", self.number),
            ("填报版本", self.version),
            ("公开日期", self.published_on),
            ("更正的版本", self.supersedes),
            ("更正说明", self.why),
            ("表样", self.form_set),
            ("审核规则版本", self.rules),
            ("校验码（SHA-256）", self.code),
        )
        return ((name, value) for name, value in told if value)
