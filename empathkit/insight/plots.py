"""Plots of a report as SVG, without script and without anything from elsewhere. Needs the extra ``server``."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

import pygal
from pygal.style import Style

#: Readable on paper and screen; the page gives it a light ground in dark mode too.
_STYLE = Style(
    background="#ffffff",
    plot_background="#ffffff",
    foreground="#1d2126",
    foreground_strong="#1d2126",
    foreground_subtle="#585f68",
    colors=("#0b5a8a",),
    font_family="system-ui, sans-serif",
    label_font_size=13,
    major_label_font_size=13,
    value_font_size=13,
    title_font_size=15,
)


def _ticks(most: float) -> list[int]:
    """Whole numbers, six at most: there is no half of a ticket."""
    step = max(1, -(-int(most) // 5))
    return list(range(0, int(most) + step, step))


def bars(values: Mapping[str, float], unit: str) -> str:
    """Horizontal bars, the first on top, each with its number."""
    chart = pygal.HorizontalBar(
        style=_STYLE,
        js=[],
        no_prefix=True,
        show_legend=False,
        print_values=True,
        x_title=unit,
        height=90 + 34 * len(values),
        width=760,
        margin=12,
        min_scale=1,
        include_x_axis=True,
        explicit_size=False,
        disable_xml_declaration=True,
        formatter=lambda value: f"{value:g}",
        show_y_guides=False,
    )
    chart.y_labels = _ticks(max(values.values(), default=1))
    chart.x_labels = list(values)[::-1]
    chart.add(unit, list(values.values())[::-1])
    tree = chart.render_tree()
    tree.attrib.pop("id", None)
    for parent in list(tree.iter()):
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag.endswith("script"):  # a comment with the time, a script
                parent.remove(child)
    return ElementTree.tostring(tree, encoding="unicode")
