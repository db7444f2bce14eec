"""Who is told what: each kind of notice, never to who did it, each once; the page of notices."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from disclosures import notices, releases, tasks
from disclosures.actions import (
    Seen,
    answer,
    approve,
    hand_up,
    open_season,
    record,
    remark,
    resolve,
    return_,
    save_book,
    submit,
    unsign,
)
from disclosures.actions.seasons import (
    add_organisations,
    change_days,
    days_of,
    remove_organisations,
)
from disclosures.core.workflow import Action, Role
from disclosures.models import Disclosure, Membership, Notice, Organisation, Person, Remark, Season
from disclosures.notices.deeds import of_deed
from disclosures.notices.people import SIDE
from disclosures.pipeline import Book
from tests.factories import small_facts
from tests.portal.course import approved, now, returned, signed, submitted
from tests.portal.people import Crew, actor, browser_of, somebody
from tests.portal.region import season_of
from tests.portal.tree import disclosure_of

pytestmark = pytest.mark.django_db

IT = "某市某局2021年决算"


def remarked(disclosure: Disclosure, by: Person, text: str = "请核对") -> Remark:
    values = {"at": "", "subject": "整份材料", "shown": "", "text": text}
    return remark(disclosure=now(disclosure), by=actor(by), **values)


def told(**which: object) -> list[tuple[str, str, str]]:
    found = Notice.objects.filter(**which).order_by("pk")
    return list(found.values_list("person__name", "kind", "text"))


def test_each_step_tells_whom_it_concerns(disclosure: Disclosure, crew: Crew) -> None:
    here = returned(disclosure, crew)
    assert told() == [
        ("王芳", "signed", f"{IT}已由李强签署，可以提交财政"),
        ("张敏", "submitted", f"{IT}已提交，请审核"),
        ("王芳", "returned", f"{IT}被张敏退回，请修改后重新报送\n原因：请核对合计"),
        ("李强", "returned", f"{IT}被张敏退回，请修改后重新报送\n原因：请核对合计"),
    ]
    Notice.objects.all().delete()
    here = submitted(here, crew)
    approve(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    assert told(kind="approved") == [
        ("王芳", "approved", f"{IT}已由张敏审核通过"),
        ("李强", "approved", f"{IT}已由张敏审核通过"),
    ]
    assert {n.disclosure for n in Notice.objects.all()} == {here}


@pytest.mark.parametrize("who", ["clerk", "signatory"])
def test_a_signature_taken_back_is_told_to_the_other_side(
    disclosure: Disclosure, crew: Crew, who: str
) -> None:
    here, person = signed(disclosure, crew), getattr(crew, who)
    unsign(disclosure=here, seen=Seen.of(here), why="附件有误", by=actor(person))
    other = {"clerk": "李强", "signatory": "王芳"}[who]
    text = f"{IT}的签署已由{person.name}撤销\n原因：附件有误"
    assert told(kind="unsigned") == [(other, "unsigned", text)]


@pytest.mark.parametrize(
    ("action", "who", "kind", "text", "people"),
    [
        (Action.PUBLISH, "reviewer", "published", "{it}已由张敏公开", ["王芳", "李强"]),
        (Action.WITHDRAW, "reviewer", "withdrawn", "{it}已由张敏撤回公开{why}", ["王芳", "李强"]),
        (Action.CORRECT, "clerk", "correcting", "王芳已开始更正{it}{why}", ["李强", "张敏"]),
    ],
)
def test_what_happens_after_approval_is_told(
    disclosure: Disclosure,
    crew: Crew,
    action: Action,
    who: str,
    kind: str,
    text: str,
    people: list[str],
) -> None:
    why = "" if action == Action.PUBLISH else "表六有误"
    by = actor(getattr(crew, who))
    of_deed(record(by=by, action=action, disclosure=now(disclosure), why=why))
    expected = text.format(it=IT, why=f"\n原因：{why}")
    assert told() == [(name, kind, expected) for name in people]


def test_a_unit_that_hands_up_tells_its_department(tree: dict[str, Organisation]) -> None:
    unit = disclosure_of(tree["预算所"])
    save_book(book=Book.of_facts(replace(small_facts(), department="预算所")), disclosure=unit)
    clerk = somebody("unit", "赵云", Role.CLERK, tree["预算所"])
    somebody("above", "孙丽", Role.CLERK, tree["财政局"])
    somebody("signs", "钱进", Role.SIGNATORY, tree["财政局"])
    somebody("other", "周平", Role.CLERK, tree["教育局"])
    somebody("region", "吴军", Role.REVIEWER, tree["甲市"])
    here = now(unit)
    hand_up(disclosure=here, seen=Seen.of(here), by=actor(clerk))
    assert told() == [("孙丽", "handed_up", "预算所2021年决算已报部门，请汇总")]


def test_nobody_is_told_of_their_own_deed(disclosure: Disclosure, crew: Crew) -> None:
    crew.signatory.memberships.create(organisation=disclosure.organisation, role=Role.CLERK)
    here = signed(disclosure, crew)
    assert told(person=crew.signatory) == []
    submit(disclosure=here, seen=Seen.of(here), by=actor(crew.clerk))
    assert told(person=crew.clerk) == [
        ("王芳", "signed", f"{IT}已由李强签署，可以提交财政"),
    ]


def test_who_has_left_is_not_told(disclosure: Disclosure, crew: Crew) -> None:
    Person.objects.filter(pk=crew.clerk.pk).update(is_active=False)
    signed(disclosure, crew)
    assert told() == []


def test_a_deed_is_told_once(disclosure: Disclosure, crew: Crew) -> None:
    here = signed(disclosure, crew)
    before = told()
    entry = here.journal.get(action="sign")
    of_deed(entry)
    assert told() == before != []


def test_remarks_within_minutes_are_one_notice(disclosure: Disclosure, crew: Crew) -> None:
    submitted(disclosure, crew)
    remarked(disclosure, crew.reviewer, "请核对合计")
    assert told(kind="remark") == [
        ("王芳", "remark", f"{IT}有 1 条新批注\n张敏：整份材料：请核对合计")
    ]
    remarked(disclosure, crew.reviewer, "单位名称有误")
    remarked(disclosure, crew.reviewer, "缺少说明")
    assert told(kind="remark") == [
        ("王芳", "remark", f"{IT}有 3 条新批注\n张敏：整份材料：缺少说明")
    ]


@pytest.mark.parametrize("change", ["seen_at", "mailed_at", "mail_after", "at"])
def test_what_was_read_mailed_claimed_or_is_old_does_not_count_on(
    disclosure: Disclosure, crew: Crew, change: str
) -> None:
    submitted(disclosure, crew)
    remarked(disclosure, crew.reviewer)
    old = timezone.now() - timedelta(hours=1)
    Notice.objects.filter(kind="remark").update(**{change: old})
    remarked(disclosure, crew.reviewer, "还有一处")
    assert [text for _, _, text in told(kind="remark")] == [
        f"{IT}有 1 条新批注\n张敏：整份材料：请核对",
        f"{IT}有 1 条新批注\n张敏：整份材料：还有一处",
    ]


def test_an_answer_tells_the_other_side(disclosure: Disclosure, crew: Crew) -> None:
    colleague = somebody("second", "赵云", Role.CLERK, disclosure.organisation)
    submitted(disclosure, crew)
    made = remarked(disclosure, crew.reviewer)
    here = now(disclosure)
    return_(disclosure=here, seen=Seen.of(here), why="见批注", by=actor(crew.reviewer))
    answer(remark=made, text="已核对", by=actor(crew.clerk))
    answer(remark=made, text="附件已补", by=actor(colleague))
    assert told(kind="answer") == [
        ("张敏", "answer", f"{IT}有 2 条新答复\n赵云：附件已补"),
        ("王芳", "answer", f"{IT}有 1 条新答复\n赵云：附件已补"),
    ]
    submitted(disclosure, crew)
    Notice.objects.filter(kind="answer").delete()
    answer(remark=made, text="谢谢", by=actor(crew.reviewer))
    assert [(who, text) for who, _, text in told(kind="answer")] == [
        ("王芳", f"{IT}有 1 条新答复\n张敏：谢谢"),
        ("赵云", f"{IT}有 1 条新答复\n张敏：谢谢"),
    ]


@pytest.fixture
def season(tree: dict[str, Organisation]) -> Season:
    """A season of three, with people of every role."""
    somebody("c1", "王芳", Role.CLERK, tree["财政局"])
    somebody("s1", "李强", Role.SIGNATORY, tree["财政局"])
    both = somebody("c2", "赵云", Role.CLERK, tree["预算所"])
    both.memberships.create(organisation=tree["教育局"], role=Role.CLERK)
    somebody("o1", "陈静", Role.OBSERVER, tree["财政局"])
    somebody("r1", "张敏", Role.REVIEWER, tree["甲市"])
    somebody("r2", "外人", Role.REVIEWER, tree["乙市"])
    asked = [tree["财政局"], tree["预算所"], tree["教育局"]]
    return open_season(season=season_of(tree["甲市"]), organisations=asked)


def test_a_season_tells_all_who_take_part(season: Season) -> None:
    head, ends = "甲市2021年部门决算公开：请", "自2022年7月1日起填报，2022年8月20日前提交"
    assert told() == [
        ("王芳", "season_opened", f"{head}财政局{ends}"),
        ("李强", "season_opened", f"{head}财政局{ends}"),
        ("赵云", "season_opened", f"{head}预算所、教育局{ends}"),
    ]
    assert {(n.season, n.disclosure) for n in Notice.objects.all()} == {(season, None)}


def test_who_joins_later_is_told_then(season: Season, tree: dict[str, Organisation]) -> None:
    Notice.objects.all().delete()
    somebody("c9", "周平", Role.CLERK, tree["第一中学"])
    administrator = somebody("a1", "刘洋", Role.ADMINISTRATOR, tree["甲市"])
    administrator.memberships.create(organisation=tree["第一中学"], role=Role.CLERK)
    joining, by = [tree["第一中学"], tree["财政局"]], actor(administrator)
    add_organisations(season=season, organisations=joining, by=by)
    assert told() == [
        (
            "周平",
            "season_opened",
            "甲市2021年部门决算公开：请第一中学自2022年7月1日起填报，2022年8月20日前提交",
        )
    ]


def test_who_was_told_can_still_leave(season: Season, tree: dict[str, Organisation]) -> None:
    remind(season.deadline - timedelta(days=1))
    by = actor(somebody("a1", "刘洋", Role.ADMINISTRATOR, tree["甲市"]))
    assert remove_organisations(season=season, organisations=[tree["财政局"]], by=by) == 1


def remind(day: date) -> None:
    Notice.objects.filter(kind="season_opened").delete()
    notices.remind(day)


def move(season: Season, by: Person, **days: date) -> None:
    stood = days_of(season)
    wanted = {name: getattr(season, name) for name in stood} | days
    change_days(season=season, days=wanted, seen=stood, why="节假日顺延", by=actor(by))


def test_days_that_are_moved_are_told_to_who_has_not_submitted(
    season: Season, tree: dict[str, Organisation]
) -> None:
    Notice.objects.all().delete()
    season.disclosures.filter(organisation__name="预算所").update(state="submitted", version=2)
    season.disclosures.filter(organisation__name="财政局").update(state="signed", version=2)
    administrator = somebody("a1", "刘洋", Role.ADMINISTRATOR, tree["甲市"])
    administrator.memberships.create(organisation=tree["教育局"], role=Role.CLERK)
    move(season, administrator, deadline=date(2022, 8, 25), publish_by=date(2022, 9, 30))
    head = (
        "甲市2021年部门决算公开的报送截止日期由2022年8月20日改为2022年8月25日，"
        "公开截止日期由2022年9月20日改为2022年9月30日；尚未提交："
    )
    why = "\n原因：节假日顺延"
    assert told() == [
        ("王芳", "days_moved", f"{head}财政局（已签署）{why}"),
        ("李强", "days_moved", f"{head}财政局（已签署）{why}"),
        ("赵云", "days_moved", f"{head}教育局（未开始）{why}"),
    ]


def test_days_that_stay_are_not_told(season: Season, tree: dict[str, Organisation]) -> None:
    Notice.objects.all().delete()
    move(season, somebody("a1", "刘洋", Role.ADMINISTRATOR, tree["甲市"]))
    assert told() == []


def test_a_deadline_is_told_three_times_each_once(season: Season) -> None:
    Disclosure.objects.filter(organisation__name="财政局").update(state="returned", version=3)
    for before in (8, 7, 6, 4, 3, 2, 1, 1, 0):
        remind(season.deadline - timedelta(days=before))
    head, day = "甲市2021年部门决算公开", "（2022年8月20日），尚未提交："
    own = "财政局（已退回）"
    assert [text for who, _, text in told(kind="deadline_near") if who == "王芳"] == [
        f"{head}还有 7 天截止{day}{own}",
        f"{head}还有 3 天截止{day}{own}",
        f"{head}明天截止{day}{own}",
    ]
    assert next(text for who, _, text in told(kind="deadline_near") if who == "赵云") == (
        f"{head}还有 7 天截止{day}预算所（未开始）、教育局（未开始）"
    )
    assert {who for who, _, _ in told()} == {"王芳", "李强", "赵云"}


def test_a_day_that_was_missed_is_made_up_for(season: Season) -> None:
    remind(season.deadline - timedelta(days=2))
    assert told(person__name="李强") == [
        (
            "李强",
            "deadline_near",
            "甲市2021年部门决算公开还有 2 天截止（2022年8月20日），尚未提交：财政局（未开始）",
        )
    ]


def test_a_deadline_that_is_moved_is_told_again(season: Season) -> None:
    remind(season.deadline - timedelta(days=1))
    season.deadline += timedelta(days=5)
    season.save()
    remind(season.deadline - timedelta(days=1))
    assert len(told(person__name="李强")) == 2


@pytest.mark.parametrize("state", ["submitted", "handed_up", "approved", "published"])
def test_who_has_done_their_part_is_not_reminded(season: Season, state: str) -> None:
    Disclosure.objects.update(state=state)
    remind(season.deadline - timedelta(days=1))
    remind(season.deadline + timedelta(days=1))
    assert told() == []


def test_what_is_overdue_is_told_once_and_summed_up_for_the_reviewers(season: Season) -> None:
    for after in (1, 2, 30):
        remind(season.deadline + timedelta(days=after))
    head = "甲市2021年部门决算公开已于2022年8月20日截止，"
    assert told() == [
        ("王芳", "overdue", f"{head}请尽快提交：财政局（未开始）"),
        ("李强", "overdue", f"{head}请尽快提交：财政局（未开始）"),
        ("赵云", "overdue", f"{head}请尽快提交：预算所（未开始）、教育局（未开始）"),
        ("张敏", "overdue", f"{head}还有 3 家没有提交：财政局、预算所、教育局"),
    ]


def test_what_is_long_past_is_not_told(season: Season) -> None:
    remind(season.deadline + timedelta(days=31))
    assert told() == []


def test_the_task_reminds_as_of_today(season: Season) -> None:
    day = timezone.localdate()
    Season.objects.update(opens_on=day, deadline=day, publish_by=day)
    tasks.remind()
    assert len(told(kind="deadline_near")) == 3


def test_telling_many_takes_few_queries(
    tree: dict[str, Organisation], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many = Organisation.objects.bulk_create(
        Organisation(name=f"{n}局", code=f"8{n:03}", parent=tree["甲市"]) for n in range(300)
    )
    people = Person.objects.bulk_create(Person(username=f"p{n}", name="某") for n in range(600))
    Membership.objects.bulk_create(
        Membership(person=person, organisation=many[n // 2], role=SIDE[n % 2])
        for n, person in enumerate(people)
    )
    with django_assert_max_num_queries(30):  # SQLite takes 999 values a query
        season = open_season(season=season_of(tree["甲市"]), organisations=many)
    with django_assert_max_num_queries(20):
        notices.remind(season.deadline - timedelta(days=3))
    assert Notice.objects.filter(kind="season_opened").count() == 600
    assert Notice.objects.filter(kind="deadline_near").count() == 600


def test_a_notice_is_read_when_it_is_opened(disclosure: Disclosure, crew: Crew) -> None:
    returned(disclosure, crew)
    client = browser_of(crew.clerk)
    notice = Notice.objects.get(person=crew.clerk, kind="returned")
    page = client.get(reverse("notices")).content.decode()
    assert "被张敏退回" in page
    assert "2<span" in page.partition("badge")[2][:40]
    client.head(reverse("notice", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.seen_at is None
    answer = client.get(reverse("notice", args=[notice.pk]))
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    notice.refresh_from_db()
    assert notice.seen_at is not None
    assert "被张敏退回" not in client.get(reverse("notices") + "?unread=1").content.decode()


def test_every_notice_leads_to_a_page_that_its_reader_may_see(
    disclosure: Disclosure, crew: Crew, season: Season
) -> None:
    remarked_by = crew.reviewer
    submitted(disclosure, crew)
    made = remarked(disclosure, remarked_by)
    here = now(disclosure)
    return_(disclosure=here, seen=Seen.of(here), why="见批注", by=actor(remarked_by))
    answer(remark=made, text="已改", by=actor(crew.clerk))
    here = signed(disclosure, crew)
    unsign(disclosure=here, seen=Seen.of(here), why="再看", by=actor(crew.clerk))
    for action in (Action.APPROVE, Action.PUBLISH, Action.WITHDRAW, Action.CORRECT):
        of_deed(record(by=actor(remarked_by), action=action, disclosure=here))
    move(season, Person.objects.get(username="r1"), deadline=season.deadline + timedelta(days=1))
    season.refresh_from_db()
    notices.remind(season.deadline - timedelta(days=1))
    notices.remind(season.deadline + timedelta(days=1))
    resolve(remark=made, by=actor(remarked_by))
    here = approved(disclosure, crew)
    due = releases.due_of(
        releases.told(Disclosure.objects.filter(pk=here.pk)).select_related("season").get()
    )
    assert due is not None
    notices.remind(due - timedelta(days=1))
    notices.remind(due + timedelta(days=1))
    kinds = set()
    for notice in Notice.objects.select_related("person"):
        client = browser_of(notice.person)
        page = client.get(reverse("notice", args=[notice.pk]), follow=True)
        assert page.status_code == 200, notice
        kinds.add(notice.kind)
    assert kinds == set(Notice.Kind.values) - {"handed_up"}


def test_nobody_opens_the_notice_of_another(disclosure: Disclosure, crew: Crew) -> None:
    signed(disclosure, crew)
    notice = Notice.objects.get()
    assert browser_of(crew.reviewer).get(reverse("notice", args=[notice.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.seen_at is None


def test_all_that_was_shown_is_marked_as_read(disclosure: Disclosure, crew: Crew) -> None:
    signed(disclosure, crew)
    shown = Notice.objects.get()
    later = Notice.objects.create(person=crew.clerk, kind="approved", once="later", text="新来的")
    other = Notice.objects.create(person=crew.reviewer, kind="approved", once="x", text="别人的")
    client = browser_of(crew.clerk)
    client.post(reverse("notices-read"), {"newest": shown.pk})
    unread = Notice.objects.filter(seen_at=None).order_by("pk")
    assert list(unread) == [later, other]
    client.post(reverse("notices-read"), {"newest": "x"})
    assert unread.count() == 2
    assert client.get(reverse("notices-read")).status_code == 405


def test_the_page_takes_the_same_queries_however_many_there_are(
    disclosure: Disclosure, crew: Crew
) -> None:
    client, same = browser_of(crew.clerk), {"person": crew.clerk, "disclosure": disclosure}

    def queries(count: int) -> tuple[int, str]:
        for n in range(Notice.objects.count(), count):
            Notice.objects.create(**same, kind="approved", once=f"{n}", text=f"第{n}条")
        with CaptureQueriesContext(connection) as done:
            page = client.get(reverse("notices") + "?page=2").content.decode()
        return len(done), page

    queries(2)
    few, _ = queries(2)
    many, page = queries(70)
    assert many == few
    assert "第 2 / 3 页，共 70 条" in page
    assert "第39条" in page


def test_who_has_no_notices_is_told_so(reader: Client) -> None:
    assert "还没有通知" in reader.get(reverse("notices")).content.decode()
    assert "没有未读的通知" in reader.get(reverse("notices") + "?unread=1").content.decode()


def test_everybody_says_whether_notices_are_mailed(reader: Client) -> None:
    person = Person.objects.get(username="observer")
    page = reader.get(reverse("notices")).content.decode()
    assert "您没有登记邮箱，通知只在这里显示" in page
    Person.objects.filter(pk=person.pk).update(email="chenjing@example.org")
    page = reader.get(reverse("notices")).content.decode()
    assert "发到 chenjing@example.org" in page
    assert '<button name="mails" value="0">不再接收邮件</button>' in page
    answer = reader.post(reverse("notices-mails"), {"mails": "0"})
    assert answer["Location"] == reverse("notices")
    person.refresh_from_db()
    assert not person.mails
    page = reader.get(reverse("notices")).content.decode()
    assert '<button name="mails" value="1">接收邮件</button>' in page
    assert "通知邮件：不接收" in reader.get(reverse("account")).content.decode()
    reader.post(reverse("notices-mails"), {"mails": "1"})
    person.refresh_from_db()
    assert person.mails
    assert "通知邮件：接收" in reader.get(reverse("account")).content.decode()
    assert reader.get(reverse("notices-mails")).status_code == 405


def test_who_is_not_signed_in_sees_no_notices(client: Client) -> None:
    assert client.get(reverse("notices"))["Location"].split("?")[1] == "next=/notices/"
