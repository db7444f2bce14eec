"""The bureau's office: organisations, people, seasons."""

from __future__ import annotations

from django.urls import URLPattern, path

from disclosures.views import (
    office,
    office_codes,
    office_imports,
    office_journal,
    office_opening,
    office_organisations,
    office_outline,
    office_people,
    office_seasons,
)
from disclosures.views import office_welcome as welcome

urlpatterns: list[URLPattern] = [
    path("", office.page, name="office"),
    path("welcome/<str:ticket>/", welcome.page, name="office-welcome"),
    path("<int:region>/organisations/", office_organisations.tree, name="office-organisations"),
    path(
        "<int:region>/organisations/add/", office_organisations.edit, name="office-organisation-add"
    ),
    path(
        "<int:region>/organisations/<int:pk>/",
        office_organisations.edit,
        name="office-organisation",
    ),
    path(
        "<int:region>/organisations/<int:pk>/remove/",
        office_organisations.remove,
        name="office-organisation-remove",
    ),
    path(
        "<int:region>/organisations/<int:pk>/adopt/",
        office_organisations.take_in,
        name="office-organisation-adopt",
    ),
    path(
        "<int:region>/organisations.<str:suffix>",
        office_organisations.export,
        name="office-organisations-file",
    ),
    path("<int:region>/people/", office_people.listing, name="office-people"),
    path("<int:region>/people/add/", office_people.edit, name="office-person-add"),
    path("<int:region>/people/<int:pk>/", office_people.edit, name="office-person"),
    path("<int:region>/people/<int:pk>/password/", office_people.password, name="office-password"),
    path(
        "<int:region>/people/<int:pk>/invitation/",
        office_people.invitation,
        name="office-invitation",
    ),
    path("<int:region>/people/invitations/", office_people.invitation, name="office-invitations"),
    path("<int:region>/people.<str:suffix>", office_people.export, name="office-people-file"),
    path("<int:region>/seasons/", office_seasons.listing, name="office-seasons"),
    path("<int:region>/seasons/open/", office_opening.form, name="office-season-open"),
    path(
        "<int:region>/seasons/open/confirm/", office_opening.confirm, name="office-season-confirm"
    ),
    path("<int:region>/seasons/<int:pk>/", office_seasons.page, name="office-season"),
    path("<int:region>/seasons/<int:pk>/days/", office_seasons.days, name="office-season-days"),
    path(
        "<int:region>/seasons/<int:pk>/outline/", office_outline.page, name="office-season-outline"
    ),
    path("<int:region>/seasons/<int:pk>/join/", office_seasons.join, name="office-season-join"),
    path("<int:region>/seasons/<int:pk>/leave/", office_seasons.leave, name="office-season-leave"),
    path("<int:region>/codes/", office_codes.page, name="office-codes"),
    path("<int:region>/codes/<str:which>/", office_codes.compare, name="office-codes-compare"),
    path(
        "<int:region>/codes/<str:which>.<str:suffix>",
        office_codes.export,
        name="office-codes-file",
    ),
    path("<int:region>/journal/", office_journal.page, name="office-journal"),
    path("<int:region>/<str:what>/import/", office_imports.start, name="office-import"),
    path("<int:region>/<str:what>/import/confirm/", office_imports.confirm, name="office-confirm"),
    path("<int:region>/<str:what>/import/drop/", office_imports.dismiss, name="office-drop"),
]
