"""What the API answers: the fields, and what they mean.  Amounts are decimal texts in 元."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema
from pydantic import create_model

from disclosures.render.data.lines import LINE_TITLES, LINES

AMOUNT = "元，精确到分"


class Place(Schema):
    """Something else that has a page of its own."""

    id: int
    name: str


class Listed(Schema):
    """A part of a list."""

    next: str | None = Field(description="下一页的地址；null：到此为止")
    total: int | None = Field(description="共有多少条；只在第一页上说")


class Organisation(Schema):
    """A department or unit that publishes."""

    id: int
    name: str = Field(description="现在的名称")
    code: str = Field(description="编码")
    parent: Place | None = Field(description="所属部门；部门自己为 null")
    region: Place | None = Field(description="地区")
    page: str = Field(description="网页")
    url: str = Field(description="本条的 API 地址")


class Organisations(Listed):
    """A part of the list of bodies."""

    items: list[Organisation]


class OrganisationDetail(Organisation):
    """The same with what belongs to it."""

    units: list[Place] = Field(description="下属单位")
    years: list[int] = Field(description="已有公开材料的年度")
    publications: str = Field(description="它的公开材料")


class Season(Schema):
    """What was asked of a year and kind, and what was published."""

    year: int
    kind: str
    kind_name: str
    asked: int = Field(description="应公开多少份")
    asked_published: int = Field(description="其中已公开多少份")
    published: int = Field(description="现行的公开材料共多少份，含未列入计划的")
    first_day: date | None = Field(description="最早的公开截止日期")
    last_day: date | None = Field(description="最晚的公开截止日期")


class Seasons(Listed):
    """All seasons."""

    items: list[Season]


class Figures(Schema):
    """Headline amounts; null where no table tells it."""

    income: str | None = Field(None, description="本年收入，" + AMOUNT)
    total: str | None = Field(None, description="收入总计，" + AMOUNT)
    income_fiscal: str | None = Field(None, description="财政拨款收入，" + AMOUNT)
    opening: str | None = Field(None, description="年初结转结余，" + AMOUNT)
    closing: str | None = Field(None, description="年末结转结余，" + AMOUNT)
    spending: str | None = Field(None, description="本年支出，" + AMOUNT)
    basic: str | None = Field(None, description="基本支出，" + AMOUNT)
    project: str | None = Field(None, description="项目支出，" + AMOUNT)
    general: str | None = Field(None, description="一般公共预算财政拨款支出，" + AMOUNT)
    sangong: str | None = Field(None, description="“三公”经费，" + AMOUNT)
    abroad: str | None = Field(None, description="因公出国（境）费，" + AMOUNT)
    car_buy: str | None = Field(None, description="公务用车购置费，" + AMOUNT)
    car_run: str | None = Field(None, description="公务用车运行维护费，" + AMOUNT)
    reception: str | None = Field(None, description="公务接待费，" + AMOUNT)
    sangong_budget: str | None = Field(None, description="“三公”经费预算，" + AMOUNT)


class Publication(Schema):
    """A version that is or was public; of a withdrawn one only that it was, when and why."""

    id: int
    title: str
    organisation: Place
    region: Place | None
    year: int
    kind: str = Field(description="budget 预算，final 决算")
    kind_name: str
    number: int = Field(description="公开版次")
    current: bool = Field(description="是否现行")
    published_at: datetime
    supersedes: int | None = Field(description="更正的是哪一版")
    why: str = Field(description="更正说明")
    withdrawn_at: datetime | None = Field(description="撤回时间")
    withdrawn_why: str = Field(description="撤回理由")
    sha256: str = Field(description="校验码：固定文本（JSON）的 SHA-256")
    figures: Figures | None = Field(description="主要数据；已撤回或尚未整理的为 null")
    page: str = Field(description="网页")
    url: str = Field(description="本条的 API 地址")


class Publications(Listed):
    """A part of the list of publications."""

    items: list[Publication]


class File(Schema):
    """A file to download."""

    kind: str
    name: str = Field(description="内容")
    url: str
    size: int = Field(description="字节数")
    sha256: str


class Version(Schema):
    """Another version of the same."""

    id: int
    number: int
    published_at: datetime
    withdrawn_at: datetime | None
    url: str


class PublicationDetail(Publication):
    """All of one publication."""

    form_set: str = Field(description="表样")
    rules: str = Field(description="审核规则的版本")
    citation: str = Field(description="GB/T 7714—2015 引文；“引用日期”换成查阅的日期")
    files: list[File] = Field(description="可下载的文件；第一个是固定文本")
    versions: list[Version] = Field(description="各版，新的在前")
    tables: str = Field(description="各表的 API 地址")
    facts: str = Field(description="每一个数的 API 地址")
    lines: str = Field(description="填报明细的 API 地址")
    projects: str = Field(description="项目的 API 地址")


class TableAbout(Schema):
    """A table of a publication."""

    role: str = Field(description="表的标识")
    code: str = Field(description="表号")
    title: str = Field(description="表名")
    unit: str = Field(description="公开表所印的单位；本 API 的金额一律为元")
    rows: int
    columns: int
    page: str = Field(description="网页")
    url: str = Field(description="本表的 API 地址")


class Tables(Listed):
    """The tables of a publication."""

    items: list[TableAbout]


class Column(Schema):
    """A column of a table."""

    id: str
    label: str = Field(description="其上全部表头，用“ / ”相连")
    type: str = Field(description="amount 金额，count 数量，其余为文字")


class Row(Schema):
    """A line of a table."""

    keys: list[str] = Field(description="行的标识；并排印的行有几个")
    values: list[str] = Field(description="逐列的内容；金额为元；留白的零为空")


class Table(TableAbout):
    """A table with all that it says."""

    publication: int
    explanation: str = Field(description="空表的说明")
    notes: list[str] = Field(description="表下的注")
    head: list[Column]
    body: list[Row]


class Fact(Schema):
    """A figure of a table, as in facts.csv of the data package."""

    table: str = Field(description="表的标识")
    table_code: str = Field(description="表号")
    table_title: str = Field(description="表名")
    row: str = Field(description="行的标识")
    row_label: str = Field(description="行的名称")
    column: str = Field(description="列的标识")
    column_label: str = Field(description="列的名称")
    type: str = Field(description="amount 金额，count 数量")
    amount: str = Field(description="金额为元，精确到分；数量为个数")
    printed: str = Field(description="公开表所印")
    unit: str = Field(description="公开表的单位")
    department: str
    year: int
    kind: str


class Facts(Listed):
    """A part of the figures of a publication."""

    items: list[Fact]


Line = create_model(  # type: ignore[call-overload]
    "Line",
    __base__=Schema,
    __doc__="A line of the ledger, as in lines.csv of the data package.",
    **{
        name: (int if name in ("line", "year") else str, Field(description=LINE_TITLES[name]))
        for name in LINES
    },
)


class Lines(Listed):
    """A part of the lines of a publication."""

    items: list[Line]  # type: ignore[valid-type]


class Spending(Schema):
    """What a current publication spends by one code."""

    publication: Place
    organisation: Place
    year: int
    kind: str
    scheme: str = Field(description="function 功能分类的项，econ 经济分类的款")
    code: str
    name: str
    extent: str = Field(
        description="口径：all 全部支出，fiscal 财政拨款支出，basic 一般公共预算基本支出"
    )
    whole: bool = Field(description="是否部门汇总；下属单位的已含在其中")
    total: str = Field(description="合计，" + AMOUNT)
    basic: str | None = Field(description="其中基本支出，" + AMOUNT + "；经济分类不分")
    project: str | None = Field(description="其中项目支出，" + AMOUNT + "；经济分类不分")


class Spendings(Listed):
    """A part of what is spent."""

    items: list[Spending]


class Goal(Schema):
    """An indicator of a project, as printed."""

    name: str = Field(description="指标")
    target: str = Field("", description="目标值")
    actual: str = Field("", description="完成值")
    score: str = Field("", description="得分")


class Project(Schema):
    """A project of a current publication."""

    id: int
    name: str
    publication: Place
    organisation: Place
    year: int
    kind: str
    amount: str | None = Field(description="金额，" + AMOUNT)
    score: str = Field(description="绩效自评得分")
    goals: list[Goal] = Field(description="绩效指标")


class Projects(Listed):
    """A part of the projects."""

    items: list[Project]


class Found(Schema):
    """Something that was found."""

    kind: str = Field(description="organisation、publication、project、function 或 term")
    id: int | None = Field(description="公开主体或公开材料的编号；其他为 null")
    name: str
    code: str = Field(description="编码，如功能科目的")
    year: int | None = Field(description="年度")
    about: str = Field(description="所属的部门或地区")
    page: str = Field(description="网页")
    url: str = Field(description="API 中更多的内容；没有的为网页")


class Founds(Listed):
    """What was found, the best first."""

    items: list[Found]


class BulkFile(Schema):
    """All of a year in one file."""

    year: int
    url: str
    size: int = Field(description="字节数")
    sha256: str


class Bulks(Listed):
    """The files of all years."""

    items: list[BulkFile]


class Start(Schema):
    """Where the API begins."""

    name: str
    version: str
    licence: str
    unit: str
    most: int = Field(description="每页最多多少条")
    openapi: str
    documentation: str
    catalogue: str
    links: dict[str, str]
