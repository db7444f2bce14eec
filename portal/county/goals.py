"""Goals of projects and how far they were met: the forms of the chapter 绩效."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from disclosures.core.chapters import Fields
from disclosures.core.facts import Kind
from disclosures.core.money import Unit, show
from performance.core.sheet import FORM, ORDER, PROJECT, rows_as_fields
from portal.county.course import BASE, Course, Outcome
from portal.county.facts import bought_by
from portal.county.plan import Project

WHOLE, GOAL, DONE = "PF-C", "PF-D", "PF-B"
PROBLEMS = (
    "绩效指标的细化程度还不够，部分指标数据收集不及时。",
    "项目前期准备时间较长，上半年支出进度偏慢。",
    "部门之间的数据共享不够顺畅，工作效率有待提高。",
)
REMEDIES = (
    "进一步细化量化绩效指标，按季度收集和核对指标数据。",
    "提前开展项目前期工作，加快资金支付进度。",
    "加强与相关部门的协作，完善数据共享机制。",
)


def sheets_of(course: Course, year: int, kind: Kind) -> dict[str, Fields]:
    """The filled forms of a disclosure by their key: paths → what is typed."""
    return dict(_goals(course, year) if kind is Kind.BUDGET else _completions(course, year))


def goal_of(project: Project, course: Course, year: int) -> int:
    """How much of its indicator a project is to reach in that year."""
    rng = course.department.draw("goal", project.name, year)
    usual = project.number * (1 + course.department.growth / 2) ** (year - BASE)
    step = 10 ** max(0, len(str(project.number)) - 2)
    return max(step, round(usual * rng.uniform(0.97, 1.06) / step) * step)


def achieved(outcome: Outcome, course: Course, year: int) -> int:
    """How much it reached: most do what they were to; those that carry money over fall behind."""
    goal = goal_of(outcome.project, course, year)
    rng = course.department.draw("achieved", outcome.project.name, year)
    if outcome.left:
        return max(1, round(goal * rng.uniform(0.86, 0.97)))
    return round(goal * rng.choice((1, 1, rng.uniform(1, 1.12), rng.uniform(1, 1.05))))


# -- budgets ----------------------------------------------------------------------------------


def _goals(course: Course, year: int) -> Iterator[tuple[str, Fields]]:
    projects = course.department.projects_of(year)
    yield f"{WHOLE}.1", _whole(course, year)
    for number, project in enumerate(projects, start=1):
        yield f"{GOAL}.{number}", _goal(course, project, year, number)


def _whole(course: Course, year: int) -> Fields:
    department = course.department
    projects = department.projects_of(year)
    said = "；".join(
        f"{p.name}{p.indicator}{goal_of(p, course, year)}{p.uom}，{p.effect}" for p in projects
    )
    rows: list[Mapping[str, str]] = [
        _row("完成指标", "数量指标", p.indicator, f"≥{goal_of(p, course, year)}{p.uom}")
        for p in projects
    ]
    rows += [
        _row("完成指标", "质量指标", "任务完成合格率", "≥98%"),
        _row("完成指标", "时效指标", "任务完成时间", f"{year}年12月31日前"),
        _row("完成指标", "成本指标", "部门预算支出总额", f"≤{_wan(_all(course, year))}万元"),
        _row("效益指标", "社会效益指标", projects[0].effect, "效果明显"),
        _row("满意度指标", "服务对象满意度指标", "服务对象满意度", "≥90%"),
    ]
    return {
        FORM: WHOLE,
        "head.dept": department.name,
        "goal.overall_goal": f"保障机构正常运转，完成{year}年各项重点任务：{said}。",
        **rows_as_fields("indicators", rows),
    }


def _goal(course: Course, project: Project, year: int, number: int) -> Fields:
    before = project.since < year and year > BASE
    goal, amount = goal_of(project, course, year), _planned(course, project, year)
    rows: list[Mapping[str, str]] = [
        {
            "l1": row["l1"], "l2": row["l2"], "l3": row["l3"], "lt_target": row["target"],
            "l2y": row["l2"], "l3y": row["l3"], "y_target": row["target"],
        }
        for row in _targets(project, goal, amount, year)
    ]  # fmt: skip
    fields = {
        FORM: GOAL,
        ORDER: str(number),
        PROJECT: project.name,
        "head.project_name": project.name,
        "head.budget_unit": course.department.name,
        "head.impl": course.owner(project).name,
        "head.attr": "延续项目" if before else "新增项目",
        "head.term": "经常性",
        "head.basis": course.department.draw("basis", project.name).choice(
            ("法律法规", "上级文件要求")
        ),
        "goal.goal_long": f"持续实施{project.name}，{project.effect}。",
        "goal.goal_year": f"{year}年{project.indicator}{goal}{project.uom}，{project.effect}。",
        **rows_as_fields("indicators", rows),
    }
    bought = (b for b in bought_by(course, year) if b.project == project.name)
    if procured := sum(b.amount for b in bought if b.method == "purchase"):
        fields["money.procure"] = _wan(procured)
    if before:
        fields["money.prev_budget"] = _wan(_planned(course, project, year - 1))
    return fields


def _all(course: Course, year: int) -> int:
    """All that is to be spent in the year, with what is carried over."""
    new = sum(line.amount for line in course.budget(year))
    return new + sum(o.left for o in course.outcomes(year - 1))


def _planned(course: Course, project: Project, year: int) -> int:
    """The year's new money and what is carried over: what the budget gives a project."""
    new = sum(line.amount for line in course.budget(year) if line.project == project.name)
    return new + sum(o.left for o in course.outcomes(year - 1) if o.project is project)


def _targets(project: Project, goal: int, amount: int, year: int) -> Iterator[Mapping[str, str]]:
    yield _row("产出指标", "数量指标", project.indicator, f"≥{goal}{project.uom}")
    yield _row("产出指标", "质量指标", "任务完成合格率", "≥98%")
    yield _row("产出指标", "时效指标", "任务完成时间", f"{year}年12月31日前")
    yield _row("产出指标", "成本指标", "项目总成本", f"≤{_wan(amount)}万元")
    yield _row("效益指标", "社会效益", project.effect, "效果明显")
    yield _row("满意度指标", "服务对象满意度", "服务对象满意度", "≥90%")


# -- accounts ---------------------------------------------------------------------------------


def _completions(course: Course, year: int) -> Iterator[tuple[str, Fields]]:
    for number, outcome in enumerate(course.outcomes(year), start=1):
        yield f"{DONE}.{number}", _completion(course, outcome, year, number)


def _completion(course: Course, outcome: Outcome, year: int, number: int) -> Fields:
    project, department = outcome.project, course.department
    goal, done = goal_of(project, course, year), achieved(outcome, course, year)
    rng = department.draw("summary", project.name, year)
    behind = done < goal
    words = "基本完成年度目标" if behind else "完成年度目标"
    rows = list(_results(outcome, goal, done, year, rng.randint(5, 28), rng.uniform(90, 98)))
    slip = rng.randrange(len(PROBLEMS))
    fields = {
        FORM: DONE,
        ORDER: str(number),
        PROJECT: project.name,
        "head.dept": f"{department.name}（{department.code}）",
        "head.unit": course.owner(project).name,
        "goal.goal_expected": f"{project.indicator}{goal}{project.uom}，{project.effect}。",
        "goal.goal_actual": f"全年{project.indicator}{done}{project.uom}，{words}。",
        "summary.effect": f"{project.indicator}{done}{project.uom}，{project.effect}。",
        **rows_as_fields("indicators", rows),
    }
    if behind or rng.random() < 0.4:
        fields["summary.problems"] = PROBLEMS[slip]
        fields["summary.measures"] = REMEDIES[slip]
    return fields


def _results(
    outcome: Outcome, goal: int, done: int, year: int, day: int, pleased: float
) -> Iterator[Mapping[str, str]]:
    project = outcome.project
    quality = "99%" if outcome.left else "100%"
    rows = (
        (
            "完成指标",
            "数量指标",
            project.indicator,
            f"≥{goal}{project.uom}",
            f"{done}{project.uom}",
        ),
        ("完成指标", "质量指标", "任务完成合格率", "≥98%", quality),
        ("完成指标", "时效指标", "任务完成时间", f"{year}年12月31日前", f"{year}年12月{day}日"),
        (
            "完成指标",
            "成本指标",
            "项目总成本",
            f"≤{_wan(outcome.full)}万元",
            f"{_wan(outcome.spent)}万元",
        ),
        ("效益指标", "社会效益指标", project.effect, "效果明显", "已实现"),
        ("满意度指标", "满意度指标", "服务对象满意度", "≥90%", f"{pleased:.1f}%"),
    )
    for l1, l2, l3, target, actual in rows:
        yield {"l1": l1, "l2": l2, "l3": l3, "target": target, "actual": actual}


def _row(l1: str, l2: str, l3: str, target: str) -> dict[str, str]:
    return {"l1": l1, "l2": l2, "l3": l3, "target": target}


def _wan(amount: int) -> str:
    """An amount as forms print it, without a comma: ``86.00``."""
    return show(amount, Unit.WAN, grouped=False)
