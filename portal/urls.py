"""The addresses of the whole portal."""

from django.urls import include, path

from portal.health import health

urlpatterns = [
    path("healthz", health, name="health"),
    path("account/", include("portal.signin.urls")),
    path("", include("performance.urls")),
    path("", include("disclosures.urls")),
    path("", include("public.urls")),
]
handler404 = "portal.errors.not_found"
