"""Who is told what: a notice in the portal for each person concerned, e-mails as a digest.

The first line of a notice's text is its headline, which e-mails quote; what follows (a reason, a
remark) may speak of figures and is read in the portal only.
"""

from disclosures.notices.days import remind
from disclosures.notices.deeds import of_deed

__all__ = ["of_deed", "remind"]
