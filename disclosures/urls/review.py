"""The reviewer's board, queue and pages, remarks and versions."""

from __future__ import annotations

from django.urls import URLPattern, path

from disclosures.views import board

urlpatterns: list[URLPattern] = [
    path("board/", board.mine, name="board"),
    path("board/<int:pk>/", board.page, name="season-board"),
    path("board/<int:pk>.<str:suffix>", board.file, name="season-board-file"),
]
