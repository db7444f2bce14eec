"""The workflow of a disclosure as data: states, actions, roles, and one table of transitions.

``permissions`` asks the table who may act, ``actions`` executes it; nothing else knows an order
of steps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a disclosure stands."""

    DRAFT = "draft"
    HANDED_UP = "handed_up"
    SIGNED = "signed"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What a person does with a disclosure; some actions leave the state as it is."""

    VIEW = "view"
    REQUEST_FILES = "request_files"
    ENTER = "enter"
    IMPORT = "import"
    CONSOLIDATE = "consolidate"
    EXPLAIN = "explain"
    WRITE = "write"
    HAND_UP = "hand_up"
    SIGN = "sign"
    UNSIGN = "unsign"
    SUBMIT = "submit"
    REMARK = "remark"
    ANSWER = "answer"
    RESOLVE = "resolve"
    RETURN = "return"
    APPROVE = "approve"
    PUBLISH = "publish"
    SCHEDULE = "schedule"
    WITHDRAW = "withdraw"
    CORRECT = "correct"


class BureauAction(StrEnum):
    """What the finance bureau does for a whole region."""

    OPEN_SEASON = "open_season"
    CHANGE_SEASON = "change_season"
    CHANGE_ORGANISATIONS = "change_orgs"
    CHANGE_PEOPLE = "change_people"


class Role(StrEnum):
    """What a person is in an organisation."""

    CLERK = "clerk"
    SIGNATORY = "signatory"
    REVIEWER = "reviewer"
    OBSERVER = "observer"
    ADMINISTRATOR = "administrator"


class Reach(StrEnum):
    """Whose disclosures a role covers, seen from the organisation that it was given for."""

    OWN = "own"
    BELOW = "below"
    OWN_AND_BELOW = "own_and_below"

    def covers(self, own: bool) -> bool:
        """Whether it covers the organisation itself (``own``), or one below it (not ``own``)."""
        return self is Reach.OWN_AND_BELOW or (self is Reach.OWN) == own


class Need(StrEnum):
    """What must hold before an action."""

    NO_ERRORS = "no_errors"
    WARNINGS_REASONED = "warnings_reasoned"
    PERSONAL_DATA_CLEARED = "personal_data_cleared"
    SECRECY_REVIEWED = "secrecy_reviewed"
    REASON = "reason"
    REMARKS_ANSWERED = "remarks_answered"
    REMARKS_RESOLVED = "remarks_resolved"
    AS_READ = "as_read"
    AS_SIGNED = "as_signed"
    OF_A_UNIT = "of_a_unit"
    OF_A_DEPARTMENT = "of_a_department"
    NOT_ENTERED_BY_SELF = "not_entered_by_self"
    NOT_SIGNED_BY_SELF = "not_signed_by_self"
    IS_FROZEN = "is_frozen"
    IS_PUBLIC = "is_public"


STATE_LABELS = {
    "draft": "填报中",
    "handed_up": "已报部门",
    "signed": "已签署",
    "submitted": "已提交",
    "returned": "已退回",
    "approved": "已通过",
    "published": "已公开",
    "withdrawn": "已撤回",
}
ACTION_LABELS = {
    "view": "查看",
    "request_files": "生成文件",
    "enter": "填报",
    "import": "导入工作簿",
    "consolidate": "汇总单位",
    "explain": "说明原因",
    "write": "撰写正文",
    "hand_up": "报送部门",
    "sign": "签署",
    "unsign": "撤销签署",
    "submit": "提交财政",
    "remark": "批注",
    "answer": "答复批注",
    "resolve": "了结批注",
    "return": "退回",
    "approve": "通过",
    "publish": "公开",
    "schedule": "定时公开",
    "withdraw": "撤回公开",
    "correct": "更正",
}
BUREAU_LABELS = {
    "open_season": "发起填报任务",
    "change_season": "调整填报任务",
    "change_orgs": "维护组织",
    "change_people": "维护人员",
}
ROLE_LABELS = {
    "clerk": "填报人",
    "signatory": "单位负责人",
    "reviewer": "财政审核人",
    "observer": "查看人",
    "administrator": "管理员",
}
#: What a person reads where the need is not met.
NEED_TEXTS = {
    "no_errors": "还有未改正的错误",
    "warnings_reasoned": "还有警告没有说明原因",
    "personal_data_cleared": "疑似个人信息还没有处理或说明",
    "secrecy_reviewed": "还没有声明已完成保密审查",
    "reason": "需要写明原因",
    "remarks_answered": "还有批注没有答复",
    "remarks_resolved": "还有批注没有了结",
    "as_read": "内容已与您所阅读的不同，请重新阅读后签署",
    "as_signed": "现在的内容与所签署的不一致，须重新签署",
    "of_a_unit": "只有部门所属单位的材料可以报送部门",
    "of_a_department": "只有部门可以汇总所属单位",
    "not_entered_by_self": "不能签署或通过自己填报的材料",
    "not_signed_by_self": "不能通过自己签署的材料",
    "is_frozen": "通过时没有固定下来的内容，须更正后重新签署、审核",
    "is_public": "所选的版次没有在公开",
}

#: Role → whose disclosures.
Who = Mapping[Role, Reach]


@dataclass(frozen=True, slots=True)
class Transition:
    """What an action leads to from one state, who may act, and what must hold."""

    after: State
    who: Who
    needs: frozenset[Need]


#: Who may see a disclosure, in whatever state it is.
VIEWERS: Who = dict.fromkeys(Role, Reach.OWN_AND_BELOW)
#: Who acts for the bureau of a region.
BUREAU: Who = {Role.REVIEWER: Reach.OWN, Role.ADMINISTRATOR: Reach.OWN}
_ADMINISTRATOR: Who = {Role.ADMINISTRATOR: Reach.OWN}
#: What the bureau of a region does → who.  A reviewer who could make accounts could make
#: themselves an accomplice, whom nothing keeps from entering what they approve.
BUREAU_ACTIONS: Mapping[BureauAction, Who] = {
    BureauAction.OPEN_SEASON: BUREAU,
    BureauAction.CHANGE_SEASON: BUREAU,
    BureauAction.CHANGE_ORGANISATIONS: _ADMINISTRATOR,
    BureauAction.CHANGE_PEOPLE: _ADMINISTRATOR,
}
#: Who follows the seasons of a region: its bureau, and those who look on there.
FOLLOWERS = frozenset({*BUREAU, Role.OBSERVER})
#: Who settles remarks that others have pinned; a signatory settles only their own.
OVERSEERS: Who = {Role.REVIEWER: Reach.OWN_AND_BELOW, Role.CLERK: Reach.BELOW}
#: Whoever did one of these has entered figures.
ENTERING = frozenset(
    {Action.ENTER, Action.IMPORT, Action.CONSOLIDATE, Action.EXPLAIN, Action.WRITE}
)

_CLERK: Who = {Role.CLERK: Reach.OWN}
_SIGNATORY: Who = {Role.SIGNATORY: Reach.OWN}
_REVIEWER: Who = {Role.REVIEWER: Reach.OWN_AND_BELOW}
_DEPARTMENT: Who = {Role.CLERK: Reach.BELOW}
_SIDE: Who = {**_CLERK, **_SIGNATORY}

_ALL = tuple(State)
_OPEN = (State.DRAFT, State.RETURNED)
_FINAL = (State.APPROVED, State.PUBLISHED, State.WITHDRAWN)
#: A version may be public while the next is being worked on: releases tell, and not the state.
_MAYBE_PUBLIC = tuple(state for state in State if state not in (State.PUBLISHED, State.WITHDRAWN))
_CHECKED = frozenset({Need.NO_ERRORS, Need.WARNINGS_REASONED, Need.PERSONAL_DATA_CLEARED})
_HANDING_UP = _CHECKED | {Need.REMARKS_ANSWERED, Need.OF_A_UNIT}
_SIGNING = _CHECKED | {
    Need.REMARKS_ANSWERED,
    Need.SECRECY_REVIEWED,
    Need.AS_READ,
    Need.NOT_ENTERED_BY_SELF,
}
_APPROVING = _CHECKED | {
    Need.REMARKS_RESOLVED,
    Need.AS_SIGNED,
    Need.NOT_ENTERED_BY_SELF,
    Need.NOT_SIGNED_BY_SELF,
}
_TOLD = frozenset({Need.REASON})
_FROZEN = frozenset({Need.IS_FROZEN})
_TAKING_BACK = frozenset({Need.REASON, Need.IS_PUBLIC})
_NOTHING: frozenset[Need] = frozenset()

#: action, from which states, to which state (None: it stays), who, what must hold
_Row = tuple[Action, Collection[State], State | None, Who, frozenset[Need]]
_ROWS: tuple[_Row, ...] = (
    (Action.VIEW, _ALL, None, VIEWERS, _NOTHING),
    (Action.REQUEST_FILES, _ALL, None, VIEWERS, _NOTHING),
    (Action.ENTER, _OPEN, None, _CLERK, _NOTHING),
    (Action.IMPORT, _OPEN, None, _CLERK, _NOTHING),
    (Action.CONSOLIDATE, _OPEN, None, _CLERK, frozenset({Need.OF_A_DEPARTMENT})),
    (Action.EXPLAIN, _OPEN, None, _CLERK, _NOTHING),
    (Action.WRITE, _OPEN, None, _CLERK, _NOTHING),
    (Action.HAND_UP, _OPEN, State.HANDED_UP, _CLERK, _HANDING_UP),
    (Action.SIGN, (*_OPEN, State.HANDED_UP), State.SIGNED, _SIGNATORY, _SIGNING),
    (Action.UNSIGN, (State.SIGNED,), State.DRAFT, _SIDE, _TOLD),
    (Action.SUBMIT, (State.SIGNED,), State.SUBMITTED, _SIDE, frozenset({Need.AS_SIGNED})),
    (Action.REMARK, _OPEN, None, _SIGNATORY, _NOTHING),
    (Action.REMARK, (State.HANDED_UP,), None, _DEPARTMENT, _NOTHING),
    (Action.REMARK, (State.SUBMITTED,), None, _REVIEWER, _NOTHING),
    (Action.ANSWER, _OPEN, None, _CLERK, _NOTHING),
    (Action.RESOLVE, _OPEN, None, {**_SIGNATORY, **_REVIEWER, **_DEPARTMENT}, _NOTHING),
    (Action.RESOLVE, (State.HANDED_UP,), None, _DEPARTMENT, _NOTHING),
    (Action.RESOLVE, (State.SUBMITTED,), None, _REVIEWER, _NOTHING),
    (Action.RETURN, (State.HANDED_UP,), State.RETURNED, _DEPARTMENT, _TOLD),
    (Action.RETURN, (State.SUBMITTED,), State.RETURNED, _REVIEWER, _TOLD),
    (Action.APPROVE, (State.SUBMITTED,), State.APPROVED, _REVIEWER, _APPROVING),
    (Action.PUBLISH, (State.APPROVED,), State.PUBLISHED, _REVIEWER, _FROZEN),
    (Action.SCHEDULE, (State.APPROVED,), None, _REVIEWER, _FROZEN),
    (Action.WITHDRAW, (State.PUBLISHED,), State.WITHDRAWN, _REVIEWER, _TAKING_BACK),
    (Action.WITHDRAW, _MAYBE_PUBLIC, None, _REVIEWER, _TAKING_BACK),
    (Action.CORRECT, _FINAL, State.DRAFT, _CLERK, _TOLD),
)


def _transitions() -> Iterator[tuple[tuple[State, Action], Transition]]:
    for action, states, after, who, needs in _ROWS:
        for state in states:
            yield (state, action), Transition(after or state, who, needs)


#: State × action → transition; what is not here cannot be done.
TRANSITIONS: Mapping[tuple[State, Action], Transition] = dict(_transitions())


def unmet(state: State, action: Action, held: Collection[Need]) -> list[Need]:
    """The needs of the action that are not among those ``held``, in the order of ``Need``.

    KeyError where the action cannot be done in this state.
    """
    needs = TRANSITIONS[state, action].needs
    return [need for need in Need if need in needs and need not in held]


#: States in which figures are entered.
OPEN = frozenset(_OPEN)
#: States in which everything asked of the organisation is done.
DONE = frozenset(_FINAL)
#: What is waited for while the next step is this one.
WAITING_LABELS = {
    "enter": "待填报",
    "hand_up": "待报送部门",
    "sign": "待签署",
    "submit": "待提交财政",
    "return": "待部门汇总",
    "approve": "待财政审核",
    "publish": "待公开",
}
_ONWARD = {
    State.HANDED_UP: Action.RETURN,  # the department consolidates it, or returns it
    State.SIGNED: Action.SUBMIT,
    State.SUBMITTED: Action.APPROVE,
    State.APPROVED: Action.PUBLISH,
}


def next_action(state: State, *, unit: bool, ready: bool) -> Action | None:
    """The step that is waited for; who may take it acts next.  None where all is done.

    ``unit``: it is of a unit, which hands up to its department.  ``ready``: nothing that was
    found stands in the way of the next step.
    """
    if state not in OPEN:
        return _ONWARD.get(state)
    if not ready:
        return Action.ENTER
    return Action.HAND_UP if unit else Action.SIGN
