"""The people of the demonstration and what they sign in with; only ``./run demo`` makes them.

Their names, their region and the sign-in page say that it is one.
"""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.core.workflow import ROLE_LABELS, Role

REGION_CODE, REGION = "DEMO", "演示市"
#: No secret: it stands on the sign-in page of the demonstration.
PASSWORD = "mingzhang-yanshi"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the demonstration; ``everywhere``: in each department, else in the region."""

    username: str
    name: str
    role: Role
    does: str
    everywhere: bool = False

    @property
    def label(self) -> str:
        """The role in words."""
        return ROLE_LABELS[self.role]


CLERK, SIGNATORY = "demo-clerk", "demo-signatory"
PEOPLE = (
    DemoPerson(CLERK, "王芳（演示）", Role.CLERK, "填报、说明原因、提交", everywhere=True),
    DemoPerson(SIGNATORY, "李强（演示）", Role.SIGNATORY, "阅读并签署", everywhere=True),
    DemoPerson("demo-reviewer", "张敏（演示）", Role.REVIEWER, "看进度、审核、退回、通过"),
    DemoPerson("demo-admin", "刘洋（演示）", Role.ADMINISTRATOR, "管组织、人员和填报任务"),
    DemoPerson("demo-observer", "陈静（演示）", Role.OBSERVER, "只看"),
)
