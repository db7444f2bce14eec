"""What a finished document needs besides its pages: catalog, bookmarks, tags, metadata."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import starmap

from disclosures.render.draw.archive import Metadata, output_intent, xmp
from disclosures.render.draw.book import Book, Bookmark, Page, destination
from disclosures.render.draw.pack import File, text


def finished(book: Book, pages: Sequence[Page], front: int, metadata: Metadata) -> bytes:
    """The file: ``pages`` in their order, the first ``front`` of them numbered i, ii, …

    Only what is no draft claims to be an archive file: a stamp is transparent.
    """
    file = book.file
    for letters in book.letters:
        letters.finish()
    fonts = "".join([f"/{x.key} {x.number} 0 R" for x in book.letters])
    stamp = "/ExtGState<</Stamp<</ca .13>>>>" if book.draft else ""
    resources = file.add(f"<</Font<<{fonts}>>{stamp}>>")
    holder = file.add()
    for page in pages:
        _page(file, page, holder, resources)
    kids = _references([p.number for p in pages])
    file.objects[holder] = f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>"
    _tree(book, pages)
    about = xmp(file, metadata, archival=not book.draft)
    catalog = file.add(
        f"<</Type/Catalog/Pages {holder} 0 R/Lang({metadata.language})"
        f"/Outlines {_outlines(book)} 0 R/PageMode/UseOutlines"
        "/ViewerPreferences<</DisplayDocTitle true>>/MarkInfo<</Marked true>>"
        f"/PageLabels<</Nums[0<</S/r>>{front}<</S/D>>]>>"
        f"/StructTreeRoot {book.tree} 0 R/Metadata {about} 0 R"
        f"/OutputIntents[{output_intent(file)} 0 R]>>"
    )
    info = file.add(
        f"<</Title{text(metadata.title)}/Author{text(metadata.author)}"
        f"/Subject{text(metadata.subject)}/Creator{text(metadata.creator)}"
        f"/Producer{text(metadata.creator)}>>"
    )
    return file.written(catalog, info)


def _references(numbers: Sequence[int]) -> str:
    return " ".join([f"{n} 0 R" for n in numbers])


def _page(file: File, page: Page, holder: int, resources: int) -> None:
    content = file.add_stream("", "\n".join(page.operators).encode("latin-1"))
    links = f"/Annots[{_references(page.links)}]" if page.links else ""
    file.objects[page.number] = (
        f"<</Type/Page/Parent {holder} 0 R/MediaBox[0 0 {page.width:g} {page.height:g}]"
        f"/Resources {resources} 0 R/Contents {content} 0 R/StructParents {page.number}"
        f"/Tabs/S{links}>>"
    )


def _tree(book: Book, pages: Sequence[Page]) -> None:
    """The structure tree; what belongs to a page or link is filed under its object number."""
    file = book.file
    for tag in book.tags:
        file.objects[tag.number] = (
            f"<</Type/StructElem/S/{tag.kind}/P {tag.parent} 0 R{tag.attributes}"
            f"/K[{' '.join(tag.kids)}]>>"
        )
    owners = {p.number: f"[{_references(p.marks)}]" for p in pages}
    owners |= {link: f"{tag} 0 R" for link, tag in book.linked.items()}
    nums = " ".join(f"{key} {owner}" for key, owner in sorted(owners.items()))
    parents = file.add(f"<</Nums[{nums}]>>")
    file.objects[book.tree] = (
        f"<</Type/StructTreeRoot/K[{book.root.number} 0 R]/ParentTree {parents} 0 R"
        f"/ParentTreeNextKey {len(file.objects)}>>"
    )


def _outlines(book: Book) -> int:
    """The bookmarks: tables, and below them the parts of wide ones, folded."""
    file = book.file
    root = file.add()
    above: list[tuple[int, list[int]]] = [(root, [])]
    names: dict[int, tuple[Bookmark, int]] = {}
    family: dict[int, list[int]] = {root: []}
    for bookmark in starmap(Bookmark, book.bookmarks):
        number = file.add()
        del above[bookmark.level :]
        parent, children = above[-1]
        names[number] = (bookmark, parent)
        children.append(number)
        family[parent], family[number] = children, []
        above.append((number, family[number]))
    for children in list(family.values()):
        for place, number in enumerate(children):
            bookmark, parent = names[number]
            before = f"/Prev {children[place - 1]} 0 R" if place else ""
            after = f"/Next {children[place + 1]} 0 R" if place + 1 < len(children) else ""
            file.objects[number] = (
                f"<</Title{text(bookmark.title)}/Parent {parent} 0 R{before}{after}"
                f"/Dest{destination(bookmark)}{_ends(family[number], -1)}>>"
            )
    file.objects[root] = f"<</Type/Outlines{_ends(family[root], 1)}>>"
    return root


def _ends(children: Sequence[int], sign: int) -> str:
    if not children:
        return ""
    return f"/First {children[0]} 0 R/Last {children[-1]} 0 R/Count {sign * len(children)}"
