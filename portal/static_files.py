"""Which static files are gathered: of a package's many builds only the one that pages load."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Leaves out Tabulator's other builds and themes: 25 MB, and minutes of compression."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "tabulator_*",
        "tabulator.js*",
        "tabulator.css*",
        "jquery_wrapper*",
    ]
