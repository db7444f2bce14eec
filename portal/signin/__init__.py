"""Who is there: sign-in, lock-out, the second factor, sessions that end, sign-in by OpenID Connect.

django-allauth does the work; this package says how the portal wants it.
"""
