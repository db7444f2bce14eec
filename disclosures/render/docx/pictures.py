"""Pictures: an SVG, and a PNG of it for programs that do not know SVG."""

from __future__ import annotations

from disclosures.core.document import Chart
from disclosures.render.charts import alt_text, picture, png, svg
from disclosures.render.docx.package import Package
from disclosures.render.docx.text import attribute, paragraph

#: EMU of a point, and pixels of a point in the PNG.
EMU, SCALE = 12700, 2.0
_A = "http://schemas.openxmlformats.org/drawingml/2006"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"


def picture_xml(package: Package, chart: Chart, number: int) -> str:
    """A paragraph with the picture of a chart; ``number`` is that of the picture in the file."""
    drawn = picture(chart)
    alt = alt_text(chart)
    raster = package.add_media(f"chart{number}.png", png(drawn, SCALE))
    vector = package.add_media(f"chart{number}.svg", svg(drawn, alt=alt).encode())
    size = f'cx="{round(drawn.width * EMU)}" cy="{round(drawn.height * EMU)}"'
    name = attribute(f"{chart.number} {chart.caption}".strip())
    inner = (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_A}/wordprocessingDrawing" '
        f'distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name={name} descr={attribute(alt)}/>'
        f'<wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="{_A}/main" noChangeAspect="1"/>'
        f'</wp:cNvGraphicFramePr><a:graphic xmlns:a="{_A}/main">'
        f'<a:graphicData uri="{_A}/picture"><pic:pic xmlns:pic="{_A}/picture">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name={name}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{raster}"><a:extLst>'
        '<a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}">'
        f'<asvg:svgBlip xmlns:asvg="{_SVG}" r:embed="{vector}"/></a:ext></a:extLst></a:blip>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    return paragraph("Picture", inner)
