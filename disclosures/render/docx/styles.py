"""The styles: those of Word by their own names, and those of tables in every size that is used.

Fonts and sizes are those of GB/T 9704—2012 as far as it goes: 小标宋 for titles, 黑体 and 楷体 for
headings, 仿宋 三号 for the text, 22 lines a page.  The fonts are named, not embedded; where one is
not installed its other name is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from disclosures.render.docx.package import NAMESPACES

TITLE_FONT, TEXT_FONT, TABLE_FONT, FIGURES = "方正小标宋简体", "仿宋", "宋体", "Times New Roman"
HEAVY, SLANTED = "黑体", "楷体"
#: Names under which the fonts are known elsewhere.
FONTS = (
    (TITLE_FONT, "宋体"),
    (TEXT_FONT, "FangSong"),
    (HEAVY, "SimHei"),
    (SLANTED, "KaiTi"),
    (TABLE_FONT, "SimSun"),
    (FIGURES, "Times"),
)
#: The letters of the text in pt, and a line of it in twips: 225 mm in 22 lines.
BODY, PITCH = 16.0, 579
#: Lines of a table, in em.
LINE_HEIGHT = 1.25
#: The alignments of paragraphs in tables, by the letter that begins the style's id.
SIDES = {"l": ("left", "左"), "c": ("center", "中"), "r": ("right", "右"), "h": ("center", "表头")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A paragraph style; sizes in pt, ``line`` (exact; 0: as high as
    what stands in it), ``before`` and ``after`` in twips.

    ``indent`` is that of the first line in characters; ``level`` the outline level from 0;
    ``keep`` with the next paragraph, ``page``: begins one, ``rule``: a line below it.
    """

    id: str
    name: str
    font: str = TEXT_FONT
    size: float = BODY
    bold: bool = False
    side: str = "both"
    line: int = PITCH
    before: int = 0
    after: int = 0
    indent: int = 0
    level: int | None = None
    keep: bool = False
    page: bool = False
    tabs: str = ""
    left: int = 0
    rule: bool = False

    @property
    def xml(self) -> str:
        """The element."""
        normal, own = self.id == "Normal", self.name[0] > "\u2e80"
        kind = ' w:default="1"' * normal + ' w:customStyle="1"' * own
        base = "" if normal else '<w:basedOn w:val="Normal"/>'
        following = "" if self.level is None else '<w:next w:val="BodyText"/>'
        return (
            f'<w:style w:type="paragraph"{kind} w:styleId="{self.id}"><w:name w:val="{self.name}"/>'
            f"{base}{following}<w:qFormat/><w:pPr>{self._paragraph}</w:pPr>"
            f"<w:rPr>{self._letters}</w:rPr></w:style>"
        )

    @property
    def _paragraph(self) -> str:
        line = f'w:line="{self.line}" w:lineRule="exact"' if self.line else _AS_HIGH
        level = "" if self.level is None else f'<w:outlineLvl w:val="{self.level}"/>'
        return (
            "<w:keepNext/>" * self.keep
            + "<w:pageBreakBefore/>" * self.page
            + _RULE * self.rule
            + (f"<w:tabs>{self.tabs}</w:tabs>" if self.tabs else "")
            + '<w:snapToGrid w:val="0"/>'
            + f'<w:spacing w:before="{self.before}" w:after="{self.after}" {line}/>'
            + self._indents
            + f'<w:jc w:val="{self.side}"/>{level}'
        )

    @property
    def _indents(self) -> str:
        if self.left:
            return f'<w:ind w:left="{self.left}"/>'
        first = round(self.indent * self.size * 20)
        chars = f'w:firstLineChars="{self.indent * 100}"'
        return f'<w:ind {chars} w:firstLine="{first}"/>' if first else ""

    @property
    def _letters(self) -> str:
        half = round(self.size * 2)
        bold = "<w:b/><w:bCs/>" if self.bold else ""
        return f'{fonts(self.font)}{bold}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


#: As high as what stands in it.
_AS_HIGH = 'w:line="240" w:lineRule="auto"'
_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="2" w:color="auto"/></w:pBdr>'


def fonts(east: str) -> str:
    """The fonts of a run: Chinese letters of one, figures and Latin letters of Times."""
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{FIGURES}" w:eastAsia="{east}" '
        f'w:hAnsi="{FIGURES}" w:cs="{FIGURES}"/>'
    )


#: The place of page numbers in the contents: the width of the text, 156 mm.
_DOTS = '<w:tab w:val="right" w:leader="dot" w:pos="8844"/>'
STYLES = (
    Style(id="Normal", name="Normal"),
    Style(id="BodyText", name="Body Text", indent=2),
    Style(
        id="Title", name="Title", font=TITLE_FONT, size=32, side="center", line=900, before=320
    ),
    Style(
        id="Subtitle", name="Subtitle", font=TITLE_FONT, size=24, side="center", line=720
    ),
    Style(id="CoverFoot", name="封面落款", side="center"),
    Style(
        id="TOCHeading", name="TOC Heading", font=TITLE_FONT, size=22, side="center", after=PITCH
    ),
    Style(
        id="Heading1", name="heading 1", font=TITLE_FONT, size=22, side="center", line=680,
        after=PITCH - 101, level=0, keep=True, page=True,
    ),
    Style(id="Heading2", name="heading 2", font=HEAVY, indent=2, level=1, keep=True),
    Style(id="Heading3", name="heading 3", font=SLANTED, indent=2, level=2, keep=True),
    Style(id="Heading4", name="heading 4", bold=True, indent=2, level=3, keep=True),
    Style(id="Heading5", name="heading 5", indent=2, level=4, keep=True),
    Style(
        id="TableTitle", name="公开表标题", font=TITLE_FONT, size=18, side="center", line=450,
        level=1, keep=True, page=True,
    ),
    Style(
        id="TableAgain", name="公开表标题（续）", font=TITLE_FONT, size=18, side="center", line=450,
        keep=True, page=True,
    ),
    Style(id="TableList", name="公开表名单", size=14, side="left", line=560),
    Style(
        id="TableSides", name="公开表说明行", font=TABLE_FONT, size=10, side="left", line=260,
        keep=True,
    ),
    Style(id="TableNote", name="公开表注", font=TABLE_FONT, size=9, line=240),
    Style(id="AttachmentNumber", name="附件号", font=HEAVY, side="left", keep=True, page=True),
    Style(
        id="AttachmentTitle", name="附件标题", font=TITLE_FONT, size=22, side="center", line=680,
        after=PITCH - 101, level=1, keep=True,
    ),
    Style(id="Picture", name="图", side="center", line=0, before=160, keep=True),
    Style(
        id="Caption", name="caption", font=HEAVY, size=12, side="center", line=400, before=80,
        after=80, keep=True,
    ),
    Style(id="TOC1", name="toc 1", size=14, bold=True, line=540, side="left", tabs=_DOTS),
    Style(id="TOC2", name="toc 2", size=12, line=440, side="left", left=240, tabs=_DOTS),
    Style(id="TOC3", name="toc 3", size=12, line=440, side="left", left=720, tabs=_DOTS),
    Style(
        id="Header", name="header", font=TABLE_FONT, size=9, side="center", line=240, rule=True
    ),
    Style(id="Footer", name="footer", font=TABLE_FONT, size=14, side="right", line=360),
    Style(id="FooterLeft", name="页脚（双页）", font=TABLE_FONT, size=14, side="left", line=360),
    Style(id="SectionEnd", name="节尾", size=1, line=20),
)  # fmt: skip
STYLE = {style.id: style for style in STYLES}


def table_style(side: str, size: float) -> str:
    """The id of the style of a paragraph in a table: l, c, r or h, and the letters in 0.1 pt."""
    return f"{side}{round(size * 10)}"


def styles_xml(used: Iterable[tuple[str, float]]) -> str:
    """``word/styles.xml``; ``used`` are the sides and sizes of table styles."""
    cells = (
        Style(
            id=table_style(side, size),
            name=f"表格{SIDES[side][1]} {size:g}磅",
            font=TABLE_FONT,
            size=size,
            side=SIDES[side][0],
            line=round(size * LINE_HEIGHT * 20),
            keep=side == "h",
        )
        for side, size in sorted(set(used))
    )
    styles = "".join(s.xml for s in (*STYLES, *cells))
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{fonts(TEXT_FONT)}"
        '<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault/></w:docDefaults>{styles}{_OTHERS}</w:styles>"
    )


def font_table_xml() -> str:
    """``word/fontTable.xml``."""
    named = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>' for name, other in FONTS
    )
    return f"<w:fonts {NAMESPACES}>{named}</w:fonts>"


def _edges(*names: str) -> str:
    line = 'w:val="single" w:sz="4" w:space="0" w:color="auto"'
    return "".join(f"<w:{name} {line}/>" for name in names)


_OTHERS = (
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
    '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
    '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="NoList">'
    '<w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
    '<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>'
    f"{_edges('top', 'left', 'bottom', 'right', 'insideH', 'insideV')}"
    "</w:tblBorders></w:tblPr></w:style>"
)
