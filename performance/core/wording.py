"""What the paths of a form are called."""

from __future__ import annotations

from performance.core.forms import Form


def words_of(form: Form, path: str) -> str:
    """What a path of a form is called: 绩效指标 第3行 预期指标值."""
    entry = form.entry(path)
    if entry is None:
        return form.section[path].label if path in form.section else path
    name, _, rest = path.partition(".")
    section = form.section[name]
    row = f"第{rest.partition('.')[0]}行" if path not in form.fixed else ""
    return " ".join(filter(None, (section.label, row, entry.label)))
