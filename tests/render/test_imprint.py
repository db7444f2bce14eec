"""版本与校验."""

from __future__ import annotations

from disclosures.render.imprint import Imprint, Signature


def test_a_check_code_is_printed_in_groups_that_can_be_read_aloud() -> None:
    imprint = Imprint(sha256="0123456789abcdef" * 4)
    assert imprint.code == (
        "01234567 89abcdef 01234567 89abcdef\n01234567 89abcdef 01234567 89abcdef"
    )


def test_a_correction_says_what_it_corrects_and_why() -> None:
    imprint = Imprint(
        number="第2版",
        published_on="2024年9月10日",
        supersedes="第1版，2024年9月1日公开",
        why="表5漏列一项。",
        signatures=(Signature(role="单位负责人", who="王芳", at="2024年9月9日"),),
    )
    assert list(imprint.rows) == [
        ("公开版次", "第2版"),
        ("公开日期", "2024年9月10日"),
        ("更正的版本", "第1版，2024年9月1日公开"),
        ("更正说明", "表5漏列一项。"),
    ]
    assert imprint.signatures[0].cells == ("单位负责人", "王芳", "2024年9月9日", "")


def test_what_a_draft_does_not_have_is_not_printed() -> None:
    assert list(Imprint(version="第3次填报", draft=True).rows) == [("填报版本", "第3次填报")]
