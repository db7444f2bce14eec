"""Home: what waits for whom, how far it is, and how little the database is asked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from disclosures.abilities import held_by, people_for
from disclosures.actions import Seen, approve, publish, remark, return_, schedule
from disclosures.core.workflow import Action, Role, State
from disclosures.models import Disclosure, Membership, Organisation, Person, Season
from disclosures.views.desk_rows import rows_for
from disclosures.views.lines import line_of, lines_of
from tests.portal.course import (
    approved,
    checked,
    now,
    reasoned,
    signed,
    submitted,
    warned,
    wrong,
)
from tests.portal.people import Crew, actor, browser_of, somebody
from tests.portal.tree import disclosure_of, member, plant

pytestmark = pytest.mark.django_db


@pytest.fixture
def disclosure() -> Disclosure:
    return warned()


def text(client: Client, **query: str) -> str:
    response = client.get(reverse("desk"), query)
    assert response.status_code == 200
    return response.content.decode()


def season_of(disclosure: Disclosure, days: int) -> Season:
    """A season of the disclosure's region that ends in so many days."""
    today = timezone.localdate()
    region = now(disclosure).organisation.parent
    assert region is not None
    season = Season.objects.create(
        region=region,
        year=disclosure.year,
        kind=disclosure.kind,
        form_set=disclosure.form_set,
        opens_on=today - timedelta(days=30),
        deadline=today + timedelta(days=days),
        publish_by=today + timedelta(days=60),
    )
    Disclosure.objects.filter(pk=disclosure.pk).update(season=season)
    return season


# -- what waits for whom ----------------------------------------------------------------------


def test_who_acts_next_on_the_way(disclosure: Disclosure, crew: Crew) -> None:
    def waits(here: Disclosure) -> tuple[str, str, dict[str, str]]:
        people = {name: getattr(crew, name) for name in ("clerk", "signatory", "reviewer")}
        lines = {name: line_of(person, now(here)) for name, person in people.items()}
        groups = {name: line.group for name, line in lines.items()}
        return lines["clerk"].waiting, lines["clerk"].people, groups

    mine = {"clerk": "going", "signatory": "going", "reviewer": "going"}
    assert waits(wrong(disclosure)) == ("待改正错误", "王芳", {**mine, "clerk": "mine"})
    Disclosure.objects.update(version=0, checked_version=0, error_count=0, warning_count=0)
    assert waits(disclosure) == ("待填报", "王芳", {**mine, "clerk": "mine"})


def test_each_step_waits_for_its_people(disclosure: Disclosure, crew: Crew) -> None:
    steps = []
    for prepare in (checked, lambda d: reasoned(d, crew)):
        steps.append(prepare(disclosure))
        line = line_of(crew.clerk, now(disclosure))
        steps.append((line.waiting, line.people, line.group))
    assert steps[1::2] == [("待说明原因", "王芳", "mine"), ("待签署", "李强", "going")]
    assert line_of(crew.signatory, disclosure).group == "mine"


def test_signed_submitted_approved(disclosure: Disclosure, crew: Crew) -> None:
    here = signed(disclosure, crew)
    line = line_of(crew.clerk, here)
    assert (line.waiting, line.people, line.group) == ("待提交财政", "李强、王芳", "mine")
    assert line.done_steps == 4


def test_submitted_waits_for_the_reviewer_and_is_done_when_public(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = submitted(disclosure, crew)
    line = line_of(crew.reviewer, here)
    assert (line.waiting, line.people, line.group) == ("待财政审核", "张敏", "mine")
    assert line_of(crew.clerk, here).group == "going"
    approve(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    line = line_of(crew.clerk, now(here))
    assert (line.group, line.ahead, line.done_steps) == ("going", "公开", 6)
    line = line_of(crew.reviewer, now(here))
    assert (line.waiting, line.people, line.group) == ("待公开", "张敏", "mine")
    publish(disclosure=now(here), seen=Seen.of(now(here)), by=actor(crew.reviewer))
    line = line_of(crew.reviewer, now(here))
    assert (line.waiting, line.group, line.ahead) == ("", "over", "")
    assert line.done_steps == len(line.steps) == 7


def test_what_becomes_public_by_itself_waits_for_nobody(disclosure: Disclosure, crew: Crew) -> None:
    here, at = approved(disclosure, crew), timezone.now() + timedelta(days=2)
    schedule(disclosure=here, seen=Seen.of(here), was=None, at=at, by=actor(crew.reviewer))
    line = line_of(crew.reviewer, now(here))
    time = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    assert (line.waiting, line.people, line.group) == (f"定于 {time} 公开", "", "going")


def test_returned_with_a_remark_waits_for_an_answer(disclosure: Disclosure, crew: Crew) -> None:
    here = submitted(disclosure, crew)
    by = actor(crew.reviewer)
    remark(disclosure=here, at="", subject="全文", shown="", text="请核对", by=by)
    return_(disclosure=here, seen=Seen.of(here), why="请核对", by=by)
    line = line_of(crew.clerk, now(here))
    assert (line.waiting, line.group, line.open_remarks) == ("待答复批注", "mine", 1)


def test_who_entered_is_not_named_as_the_one_who_signs(disclosure: Disclosure, crew: Crew) -> None:
    crew.clerk.memberships.create(organisation=disclosure.organisation, role=Role.SIGNATORY)
    here = reasoned(disclosure, crew)
    line = line_of(crew.clerk, here)
    assert (line.people, line.group) == ("李强", "going")
    Membership.objects.filter(person=crew.signatory).delete()
    assert line_of(crew.clerk, here).people == "尚未指定人员"


def test_the_desk_waits_for_just_those_who_may_act() -> None:
    tree = plant()
    people = [member(f"{name}-{role}", role, of=tree[name]) for name in tree for role in Role]
    made = [disclosure_of(tree[name]) for name in ("财政局", "预算所", "第一中学", "乙市财政局")]
    for state in (State.DRAFT, State.HANDED_UP, State.SIGNED, State.SUBMITTED):
        Disclosure.objects.update(state=state, checked_version=1)
        for person in people:
            held = held_by(person)
            rows = list(rows_for(person, held, Disclosure.objects.order_by("pk")))
            for row, line in zip(rows, lines_of(person, held, rows), strict=True):
                action = next(a for a, words in WORDS.items() if words == line.waiting)
                acts = person in people_for([(row, action)])[row.pk]
                assert (line.group == "mine") == acts, (state, person, row)
    assert len(made) == 4


WORDS = {
    Action.HAND_UP: "待报送部门",
    Action.SIGN: "待签署",
    Action.SUBMIT: "待提交财政",
    Action.RETURN: "待部门汇总",
    Action.APPROVE: "待财政审核",
}


# -- the page ---------------------------------------------------------------------------------


def test_the_deadline_is_told_and_what_is_late(disclosure: Disclosure, crew: Crew) -> None:
    season = season_of(disclosure, 5)
    assert "还有 5 天" in text(browser_of(crew.clerk))
    season.deadline = timezone.localdate() - timedelta(days=2)
    season.save()
    assert "已逾期 2 天" in text(browser_of(crew.clerk))
    submitted(disclosure, crew)
    assert "逾期" not in text(browser_of(crew.clerk))


def test_filters_and_groups(disclosure: Disclosure, crew: Crew) -> None:
    season = season_of(disclosure, 5)
    client = browser_of(crew.clerk)
    name = f">{disclosure.organisation.name}</a>"
    for query in (
        {"season": str(season.pk)},
        {"state": "draft"},
        {"text": "某局"},
        {"text": "701"},
        {"group": "mine"},
    ):
        assert name in text(client, **query), query
    for query in (
        {"season": str(season.pk + 1)},
        {"state": "signed"},
        {"text": "没有这个局"},
        {"group": "over"},
    ):
        assert name not in text(client, **query), query
    for query in ({"season": "x"}, {"state": "x"}, {"group": "x"}, {"page": "x"}):
        assert name in text(client, **query), query


def test_a_person_with_several_roles_sees_them_where_they_hold(
    disclosure: Disclosure, crew: Crew
) -> None:
    other = disclosure_of(Organisation.objects.create(name="另一局", code="702"))
    crew.clerk.memberships.create(organisation=other.organisation, role=Role.OBSERVER)
    crew.clerk.memberships.create(organisation=other.organisation, role=Role.SIGNATORY)
    rows = re.findall(
        r'<tr role="row">\s*<th role="rowheader".*?</tr>', text(browser_of(crew.clerk)), re.S
    )
    told = {re.search(r'roles">([^<]*)', row)[1] for row in rows}  # type: ignore[index]
    assert told == {"填报人", "单位负责人、查看人"}


def test_who_looks_on_sees_no_button(disclosure: Disclosure, crew: Crew) -> None:
    page = text(browser_of(crew.observer))
    assert "某市某局" in page
    assert '<a class="file first"' not in page
    assert reverse("reasons", args=[disclosure.pk]) not in page


def test_the_reviewer_comes_to_the_board_and_the_queue(disclosure: Disclosure, crew: Crew) -> None:
    page = text(browser_of(crew.reviewer)).partition("<main")[2]
    for route in ("board", "queue"):
        assert f'href="{reverse(route)}"' in page
        assert f'href="{reverse(route)}"' not in text(browser_of(crew.clerk))


def test_tables_and_files_are_one_link_away(disclosure: Disclosure, crew: Crew) -> None:
    for person in (crew.clerk, crew.signatory, crew.observer):
        client = browser_of(person)
        assert f'href="{disclosure.get_absolute_url()}"' in text(client)
        page = client.get(disclosure.get_absolute_url()).content.decode()
        assert "生成文件" in page


def test_empty_desks_say_why(crew: Crew) -> None:
    nobody = Person.objects.create_user("nobody", name="无职")
    assert "您还没有任职" in text(browser_of(nobody))
    newcomer = somebody("new", "新人", Role.CLERK, Organisation.objects.create(name="新局"))
    assert "还没有公开材料" in text(browser_of(newcomer))
    assert "没有等您办理" in text(browser_of(crew.observer), group="mine")
    assert "没有符合条件" in text(browser_of(crew.clerk), text="没有这个局")


def test_strangers_see_nothing(disclosure: Disclosure, client: Client) -> None:
    assert client.get(reverse("desk")).status_code == 302
    other = somebody("other", "外人", Role.CLERK, Organisation.objects.create(name="另一局"))
    assert "某市某局" not in text(browser_of(other))


def test_the_number_of_queries_is_constant(disclosure: Disclosure, crew: Crew) -> None:
    season = season_of(disclosure, 5)
    clients = [browser_of(person) for person in (crew.clerk, crew.reviewer)]

    def counts() -> list[int]:
        found = []
        for client in clients:
            with CaptureQueriesContext(connection) as used:
                text(client)
            found.append(len(used))
        return found

    first = counts()
    for number in range(40):
        own = Organisation.objects.create(
            name=f"第{number}局", code=f"8{number:02}", parent=season.region
        )
        Membership.objects.create(person=crew.clerk, organisation=own, role=Role.CLERK)
        made = disclosure_of(own, disclosure.year)
        Disclosure.objects.filter(pk=made.pk).update(season=season)
    assert counts() == first
    assert max(first) <= 16
    page = text(clients[0], page="2")
    assert "第 2/2 页" in page


def test_the_bar_asks_a_fixed_number_of_questions(disclosure: Disclosure, crew: Crew) -> None:
    client, found = browser_of(crew.observer), []
    for prepare in (checked, lambda d: reasoned(d, crew)):
        prepare(disclosure)
        client.get(disclosure.get_absolute_url())
        with CaptureQueriesContext(connection) as used:
            page = client.get(disclosure.get_absolute_url()).content.decode()
        found.append(len(used))
        assert "填报中" in page
    assert found[0] == found[1]


def test_only_what_makes_sense_is_offered(disclosure: Disclosure, crew: Crew) -> None:
    def offered() -> set[str]:
        return set(line_of(crew.clerk, now(disclosure)).able)

    assert offered() == {"enter", "import", "explain"}
    Organisation.objects.create(
        name="服务中心", code="001", level="unit", parent=now(disclosure).organisation
    )
    assert offered() == {"enter", "import", "explain", "consolidate"}
    Disclosure.objects.update(origin="filed")
    assert offered() == {"import", "explain"}
    Disclosure.objects.update(origin="facts", version=0)
    assert offered() == {"enter", "import", "explain", "consolidate", "begin"}
