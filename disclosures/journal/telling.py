"""What a deed changed, in words: lines that a person can read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from disclosures.chapters import chapters
from disclosures.core.facts import LABELS
from disclosures.core.money import Unit, show
from disclosures.core.narrative import CHANGES, WROTE_LABELS
from disclosures.core.workflow import ROLE_LABELS, STATE_LABELS
from disclosures.data import form_set_data, form_set_ids
from disclosures.journal.cells import NOTHING, in_order, ledger_lines
from disclosures.models import LEDGER, Elimination, JournalEntry

#: The name of an organisation by its key.
Names = Mapping[int, str]

#: What is told, in the words of pages.
_LABELS = {
    "form_set": "表样",
    "file": "文件",
    "sha256": "SHA-256",
    "begun_from": "沿用",
    "adopted": "归入本地区",
    "merged_into": "并入",
    "kept": "保留下级汇总和抵销",
    "draft": "文件",
    "remark": "批注编号",
    "subject": "对象",
    "text": "内容",
    "what": "更正内容",
    "number": "公开版次",
    "withdrawn": "撤回版次",
    "publish_at": "定时公开",
    "opens_on": "开始日期",
    "deadline": "报送截止日期",
    "publish_by": "公开截止日期",
    "outline": "文本格式",
    "organisations": "参加",
    "there_before": "其中原有材料",
    "added": "加入",
    "removed": "移出",
    "new": "新增",
    "code": "编码",
    "name": "名称",
    "parent_id": "上级",
    "nature": "单位性质",
    "establishment": "编制数",
    "staff": "实有人数",
    "username": "用户名",
    "email": "电子邮件",
    "roles": "任职",
    "password": "密码",
    "is_active": "账号",
    "invited": "邀请",
}
#: The ledgers by title, in the order of the workbook.
_TITLES = [str(model._meta.verbose_name) for model in LEDGER]
#: Told elsewhere, or of no use to a reader.
_HANDLED = (
    "ledger", "reasons", "writings", "sheets", "rows", "changed", "version", "at", "job", "highest",
    "outline_version", "proposal", "units", "left_out", "eliminated", "publication",
)  # fmt: skip


def lines_of(entry: JournalEntry, names: Names) -> Iterator[str]:
    """What the deed changed, one change a line."""
    before, after = entry.before, entry.after
    yield from _values(before, after, names)
    yield from _rows(before.get("rows", {}), after.get("rows", {}))
    yield from _consolidated(after)
    yield from _imported(after.get("changed", {}))
    yield from _reasons(before.get("reasons", {}), after.get("reasons", {}))
    yield from _writings(before.get("writings", {}), after.get("writings", {}))
    yield from _sheets(before.get("sheets", {}), after.get("sheets", {}))
    yield from ledger_lines(before.get("ledger", {}), after.get("ledger", {}))


def _values(before: Mapping[str, Any], after: Mapping[str, Any], names: Names) -> Iterator[str]:
    for key in in_order({*before, *after}, _LABELS):
        if key in _HANDLED or (key in before and before[key] == after.get(key)):
            continue
        label = _LABELS.get(key, key)
        new = _shown(key, after.get(key), names)
        if key not in before:
            if new != NOTHING:
                yield f"{label}：{new}"
            continue
        yield f"{label}：{_shown(key, before[key], names)} → {new}"


def _shown(key: str, value: Any, names: Names) -> str:
    if value is None or value in ("", []):
        return NOTHING
    special = _SPECIAL.get(key)
    if special is not None:
        return special(value, names)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _form_set(value: Any, names: Names) -> str:
    return str(form_set_data(value)["name"]) if value in form_set_ids() else str(value)


def _roles(value: Any, names: Names) -> str:
    return "、".join(
        f"{_organisation(of, names)} {ROLE_LABELS.get(role, role)}" for role, of in value
    )


def _organisation(value: Any, names: Names) -> str:
    return names.get(value, f"组织 {value}")


def _outline(value: Any, names: Names) -> str:
    """What a season changes in its text, by kinds: 标题 1 处、句式 2 处."""
    told = (f"{label} {len(value[kind])} 处" for kind, label in CHANGES.items() if value.get(kind))
    return "、".join(told)


_SPECIAL: dict[str, Callable[[Any, Names], str]] = {
    "form_set": _form_set,
    "outline": _outline,
    "roles": _roles,
    "parent_id": _organisation,
    "merged_into": _organisation,
    "nature": lambda value, names: LABELS["unit_nature"].get(value, str(value)),
    "begun_from": lambda value, names: f"{value['name']} 第{value['version']}版",
    "draft": lambda value, names: "草稿" if value else "正式",
    "is_active": lambda value, names: "启用" if value else "停用",
    "organisations": lambda value, names: f"{value} 家",
    "there_before": lambda value, names: f"{value} 家",
    "kept": lambda value, names: f"{value} 行",
    "number": lambda value, names: f"第{value}版",
    "withdrawn": lambda value, names: "、".join(f"第{number}版" for number in value),
}


def _rows(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[str]:
    """How many rows each ledger had and has."""
    for name in in_order({*before, *after}, _TITLES):
        was, now = before.get(name, 0), after.get(name, 0)
        yield f"{name}：{was} 行 → {now} 行" if before else f"{name}：{now} 行"


def _consolidated(after: Mapping[str, Any]) -> Iterator[str]:
    """The units that came in and those that did not, and what was eliminated."""
    for unit in after.get("units", ()):
        state = STATE_LABELS.get(unit["state"], "")
        yield f"汇总 {unit['code']} {unit['name']}：第{unit['version']}版（{state}）"
    for unit in after.get("left_out", ()):
        yield f"未汇总 {unit['code']} {unit['name']}"
    flows, measures = dict(Elimination.Flow.choices), LABELS["measure"]
    for one in after.get("eliminated", ()):
        amount, proposed = show(one["amount"], Unit.YUAN), show(one["proposed"], Unit.YUAN)
        other = "" if amount == proposed else f"（建议 {proposed} 元）"
        note = f"，{one['note']}" if one["note"] else ""
        flow = f"{flows.get(one['flow'], '')} {measures.get(one['measure'], '')}"
        yield f"抵销 {flow}：{amount} 元{other}{note}"


def _imported(changed: Mapping[str, Mapping[str, list[Any]]]) -> Iterator[str]:
    """What an import of a list changed, cell by cell."""
    for name, cells in sorted(changed.items()):
        for column, (old, new) in sorted(cells.items()):
            yield f"{name} {column}：{old or NOTHING} → {new or NOTHING}"


def _reasons(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for key in sorted({*before, *after}):
        was, now = before.get(key) or {}, after.get(key) or {}
        about = now or was
        yield (
            f"{about.get('code', '')}（{about.get('message', '')}）原因："
            f"{was.get('text') or NOTHING} → {now.get('text') or NOTHING}"
        )


def _writings(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted({*before, *after}):
        kind, _, key = name.partition(":")
        was, now = before.get(name), after.get(name)
        label = f"{WROTE_LABELS.get(kind, kind)} {key}"
        yield f"{label}：{_short(was)} → {_short(now)}"


def _sheets(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """The sheets of chapters: new ones, those that are gone, and what was changed in others."""
    for name in sorted({*before, *after}):
        chapter = chapters().get(name.partition(":")[0])
        was, now = before.get(name), after.get(name)
        title = chapter.title(now or was or {}) if chapter else name
        if was is None or now is None:
            yield f"{title}：{'新增' if was is None else '删除'}"
            continue
        for path in sorted(p for p in {*was, *now} if was.get(p) != now.get(p)):
            words = chapter.words(now, path) if chapter else path
            yield f"{title} {words}：{_short(was.get(path))} → {_short(now.get(path))}"


def _short(text: str | None, most: int = 60) -> str:
    """The beginning of a text in one line."""
    line = " ".join((text or "").split())
    return (line[:most] + "…" if len(line) > most else line) or NOTHING
