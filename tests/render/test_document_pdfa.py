"""Final files keep what PDF/A-2a asks; the checks find what is broken on purpose."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from disclosures.core.document import Attachment, Document
from disclosures.render.draw.archive import srgb
from tests.render.conformity import problems
from tests.render.printed import Printed
from tests.render.whole import IMPRINT, Whole


def test_final_documents_keep_every_clause(
    luzhou_whole: Whole, huaihua_whole: Whole, forms_whole: Whole
) -> None:
    assert problems(forms_whole.data) == []
    assert problems(luzhou_whole.data) == []
    assert problems(huaihua_whole.data) == []


def test_final_tables_keep_every_clause(luzhou_pdf: Printed, made_up_pdf: Printed) -> None:
    assert problems(luzhou_pdf.data) == []
    assert problems(made_up_pdf.data) == []


def test_a_draft_claims_nothing(bazhong_whole: Whole) -> None:
    assert b"pdfaid:part" not in bazhong_whole.data
    assert "6.6, 6.1.5: does not say that it is PDF/A-2a" in problems(bazhong_whole.data)


def spoilt(whole: Whole, change: object) -> list[str]:
    """The clauses that a changed file breaks."""
    pdf = pikepdf.open(io.BytesIO(whole.data))
    change(pdf)  # type: ignore[operator]
    found = io.BytesIO()
    pdf.save(found, static_id=True, fix_metadata_version=False)
    return sorted({p.split(":")[0] for p in problems(found.getvalue())})


def no_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]


def no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Lang"]


def loose_content(pdf: pikepdf.Pdf) -> None:
    pdf.pages[3].contents_add(b"0 0 10 10 re f")


def missing_glyph(pdf: pikepdf.Pdf) -> None:
    pdf.pages[3].contents_add(b"/Artifact BMC BT /R 9 Tf <0000> Tj ET EMC")


def cmyk(pdf: pikepdf.Pdf) -> None:
    pdf.pages[3].contents_add(b"0 0 0 1 k")


def hidden_link(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].Annots[0].F = 2


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="1")


def transparent(pdf: pikepdf.Pdf) -> None:
    pdf.pages[3].Resources.ExtGState = pikepdf.Dictionary(A=pikepdf.Dictionary(ca=0.5))


def other_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "另一个标题"


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (no_intent, ["6.2.3"]),
        (no_language, ["6.7.4"]),
        (loose_content, ["6.7.1, 6.7.2"]),
        (missing_glyph, ["6.2.11.4.2, 6.2.11.8", "6.2.11.7"]),
        (cmyk, ["6.2.4"]),
        (hidden_link, ["6.3"]),
        (script, ["6.4, 6.5, 6.8, 6.9, 6.10, 6.11, 6.1.11, 6.1.12"]),
        (transparent, ["6.2.5, 6.2.10"]),
        (other_title, ["6.6, 6.1.5"]),
    ],
)
def test_what_is_broken_is_found(huaihua_whole: Whole, change: object, broken: list[str]) -> None:
    assert set(broken) <= set(spoilt(huaihua_whole, change)) - set(
        spoilt(huaihua_whole, lambda pdf: None)
    )


def test_the_profile_is_that_of_srgb() -> None:
    from PIL import Image, ImageCms

    ours = ImageCms.ImageCmsProfile(io.BytesIO(srgb()))
    theirs = ImageCms.createProfile("sRGB")
    wheel = Image.merge("RGB", [Image.linear_gradient("L").rotate(90 * n) for n in range(3)])
    same = ImageCms.profileToProfile(wheel, ours, theirs)
    pairs = zip(wheel.tobytes(), same.tobytes(), strict=True)
    assert max(abs(a - b) for a, b in pairs) <= 1


def test_a_character_without_a_glyph_is_shown_as_a_geta_mark_and_told(
    huaihua_document: Document,
) -> None:
    added = Attachment(number="附件", title="说明", paragraphs=("经办人王\ue123明。",))
    whole = Whole.of(replace(huaihua_document, attachments=(added,)), IMPRINT)
    assert problems(whole.data) == []
    (said,) = (p.whole for p in whole.tree.all("P") if "经办人" in p.whole)
    assert said == "经办人王\ue123明。"
    assert "（U+E123）字体里没有字形，印作“〓”" in "".join(
        p.whole for p in whole.tree.all("P") if "字形" in p.whole
    )
