"""The rules of texts.  N-001 to N-035 are those of the domain's group 叙述.

The others follow from the same law: changes against last year, bases, bound figures, repetition.
"""

from __future__ import annotations

from disclosures.core.reading import amounts, asked, business, forms, groups, repeats, together
from disclosures.core.reading.base import Check, TextRule
from disclosures.core.rules.base import Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING
_FORM = "部门预决算公开文本格式（财政部门编制说明范本）"
_LAW = "《地方预决算公开操作规程》（财预〔2016〕143号）：公开内容应当真实、完整、准确"


def _rule(
    code: str,
    severity: Severity,
    statement: str,
    fix: str,
    check: Check,
    tolerance: str = "",
    basis: str = _FORM,
) -> TextRule:
    return TextRule(
        code=code,
        severity=severity,
        statement=statement,
        basis=basis,
        fix=fix,
        check=check,
        tolerance=tolerance,
    )


_TABLES = "按附表改正文中的金额；如附表有误，先改填报数据。"
_RECKON = "按公式重新计算，或恢复自动生成的句子。"

TEXT_RULES: tuple[TextRule, ...] = (
    _rule("N-001", _ERROR, "收、支总计等于01表总计，收方与支方为同一个数，不得相加", _TABLES,
          amounts.amounts_of("N-001"), "EQ"),
    _rule("N-002", _ERROR, "收入决算说明的本年收入合计和各类收入等于01表", _TABLES,
          amounts.amounts_of("N-002"), "EQ"),
    _rule("N-003", _ERROR, "支出决算说明的合计和五种支出等于03表", _TABLES,
          amounts.amounts_of("N-003"), "EQ"),
    _rule("N-004", _ERROR, "占比等于分项除以合计，保留两位小数", _RECKON,
          amounts.shares, "RATIO"),
    _rule("N-005", _WARNING, "同一组占比之和等于100%", _RECKON,
          groups.shares_together, "PCT_SUM"),
    _rule("N-006", _ERROR, "占比与完成率不得互换：占比的分母为同组合计，完成率的分母为预算数",
          _RECKON, amounts.confused),
    _rule("N-007", _WARNING, "百分比保留两位小数，全文一致", "补足两位小数。",
          amounts.decimals),
    _rule("N-008", _ERROR, "财政拨款收、支总计等于04表总计", _TABLES,
          amounts.amounts_of("N-008"), "EQ"),
    _rule("N-009", _ERROR, "一般公共预算财政拨款支出等于06表合计", _TABLES,
          amounts.amounts_of("N-009"), "EQ"),
    _rule("N-010", _ERROR, "结构说明：各类支出等于06表类行，非零类不遗漏、不重复列示", _TABLES,
          lambda e: (*amounts.amounts_of("N-010")(e), *groups.classes(e)), "EQ"),
    _rule("N-011", _ERROR,
          "具体情况说明：逐条列示06表每个非零项级科目，金额相等，名称与层级正确，同一项不重复",
          _TABLES, lambda e: (*amounts.amounts_of("N-011")(e), *groups.items(e)), "EQ"),
    _rule("N-012", _ERROR, "项级支出之和等于总额", _TABLES, groups.item_sums, "SUM"),
    _rule("N-013", _ERROR, "完成预算百分比等于决算数除以预算数；预算数为零时不写百分比", _RECKON,
          amounts.completion, "RATIO"),
    _rule("N-014", _ERROR, "决算与预算的比较用词正确：大于、小于、等于与数值一致",
          "按决算数与预算数改用词。", amounts.versus),
    _rule("N-015", _WARNING, "决算数与预算数不一致、有年度增减时写明原因", "补写主要原因。",
          together.reasons),
    _rule("N-016", _ERROR, "分项年初预算之和等于总的年初预算",
          "核对各项预算；没有支出的项目如有预算，也应列出或说明。", groups.budget_sums, "SUM"),
    _rule("N-017", _ERROR, "基本支出说明：人员经费加公用经费等于基本支出，等于08表、06表", _TABLES,
          lambda e: (*amounts.amounts_of("N-017")(e), *groups.basic_sums(e)), "SUM"),
    _rule("N-018", _WARNING,
          "人员经费、公用经费的列举：逐项相加等于小计；有“等”而未列全的，未列部分不得为负",
          "补全列举，或在末尾加“等”。", groups.econ_sums, "SUM"),
    _rule("N-019", _ERROR, "三公说明：等于“三公”经费表，合计等于三项之和", _TABLES,
          lambda e: (*amounts.amounts_of("N-019")(e), *groups.three_sums(e)), "SUM"),
    _rule("N-020", _ERROR, "公务接待费等于附表；具体内容分列之和等于国内接待金额", _TABLES,
          lambda e: (*amounts.amounts_of("N-020")(e), *together.reception_parts(e)), "SUM"),
    _rule("N-021", _WARNING, "公务接待有支出时须有批次和人次，且均大于零；无支出时均为零",
          "核对接待的批次、人次。", together.receptions),
    _rule("N-022", _ERROR, "公务用车：各车型、各用途辆数之和等于总数，数量与填报一致", _TABLES,
          lambda e: (*amounts.amounts_of("N-022")(e), *together.cars(e)), "EQ"),
    _rule("N-023", _WARNING, "购置数量与购置费同时为零或同时非零", "核对购置数量和购置费。",
          together.car_purchases),
    _rule("N-024", _ERROR, "政府采购总额等于货物、工程、服务之和；小微不大于中小，中小不大于总额",
          _TABLES, lambda e: (*amounts.amounts_of("N-024")(e), *groups.purchase_sums(e)), "SUM"),
    _rule("N-025", _WARNING, "总额为零时不写占比", "删去占比。", groups.no_share_of_nothing),
    _rule("N-026", _ERROR, "政府性基金、国有资本经营支出说明等于相应附表合计", _TABLES,
          amounts.amounts_of("N-026"), "EQ"),
    _rule("N-027", _ERROR, "机构个数等于各性质单位数之和", "核对单位个数。",
          together.unit_counts, "EQ"),
    _rule("N-028", _ERROR, "附件中的收支数与正文一致", "按正文改附件。",
          business.totals, "EQ"),
    _rule("N-029", _ERROR, "金额和数量的单位齐全且正确", "补写或改正单位。", amounts.units),
    _rule("N-030", _ERROR, "没有未替换的模板占位符（如 ***、XX、××、20**）", "换成实际内容。",
          forms.placeholders),
    _rule("N-031", _WARNING,
          "每个使用到的功能科目在名词解释中有解释，且名称为当年名称；不解释未使用的科目",
          "按使用到的科目重新生成名词解释。", forms.glossary),
    _rule("N-032", _ERROR, "图表：数据点与附表一致，标题编号连续", "重新生成图表。",
          forms.charts, "EQ"),
    _rule("N-033", _ERROR, "正文中的年份、部门名称与封面一致", "改正年份或名称。", forms.years),
    _rule("N-034", _WARNING,
          "业务数据自洽：完成率等于执行数除以预算数；列举、单价乘数量、成本指标与合计一致；同一数据前后一致",
          _RECKON, business.business, "RATIO"),
    _rule("N-035", _WARNING, "章节编号和列表编号连续、不重复", "按次序重新编号。",
          forms.numbering),
    _rule("N-036", _ERROR, "机关运行经费、一般性支出、绩效等其他金额和数量与填报数据一致", _TABLES,
          amounts.amounts_of("N-036"), "EQ", _LAW),
    _rule("N-037", _ERROR, "增减额等于本年数减上年数", _RECKON, amounts.changes, "DERIVED", _LAW),
    _rule("N-038", _ERROR, "增减百分比等于增减额除以上年数；上年数为零时不写百分比", _RECKON,
          amounts.rates, "RATIO", _LAW),
    _rule("N-039", _ERROR, "增加、减少、持平等用词与增减方向一致", "按增减方向改用词。",
          amounts.directions, "", _LAW),
    _rule("N-040", _ERROR, "比较的对象正确：上年为本年的前一年，预算为本地区规定的口径",
          "改正比较的年份或预算口径。", amounts.bases, "", _LAW),
    _rule("N-041", _ERROR, "绑定附表的数字与附表一致", "重新生成正文。", forms.bound, "EQ", _LAW),
    _rule("N-042", Severity.INFO, "各项变动写明各自的原因，不在各节重复，也不照抄上年",
          "写明本项今年变动的具体原因。", repeats.repeats, "", _LAW),
    _rule("N-043", _ERROR, "应由本单位撰写的内容都已写明", "在“情况说明”中补写。",
          asked.texts),
    _rule("N-044", Severity.INFO, "名词解释说明科目的含义，不只重复科目名称", "补写科目的含义。",
          asked.meanings),
    _rule("N-045", _ERROR, "改写的句子与本次任务的文本格式相符", "重新改写，或恢复自动生成的句子。",
          asked.wordings),
)  # fmt: skip
