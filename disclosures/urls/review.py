"""The reviewer's board, queue and pages, remarks and versions."""

from __future__ import annotations

from django.urls import URLPattern, path

from disclosures.views import board, queue, remarks, review, versions

urlpatterns: list[URLPattern] = [
    path("board/", board.mine, name="board"),
    path("board/<int:pk>/", board.page, name="season-board"),
    path("board/<int:pk>.<str:suffix>", board.file, name="season-board-file"),
    path("queue/", queue.page, name="queue"),
    path("queue/confirm/", queue.confirm, name="queue-confirm"),
    path("queue/approve/", queue.approve, name="queue-approve"),
    path("disclosures/<int:pk>/review/", review.page, name="review"),
    path("disclosures/<int:pk>/review/approve/", review.approve, name="review-approve"),
    path("disclosures/<int:pk>/review/return/", review.return_, name="review-return"),
    path("disclosures/<int:pk>/review/remarks/", remarks.page, name="remarks"),
    path("remarks/<int:pk>/answer/", remarks.answer, name="remark-answer"),
    path("remarks/<int:pk>/resolve/", remarks.resolve, name="remark-resolve"),
    path("disclosures/<int:pk>/versions/", versions.page, name="versions"),
    path("disclosures/<int:pk>/versions/compare/", versions.compare, name="compare"),
]
