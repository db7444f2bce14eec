"""The file-system broker: what is put comes out once, in order; half a message harms nobody."""

from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from portal.spool import Channel


@pytest.fixture
def channel(tmp_path: Path) -> Any:
    options = {
        "data_folder_in": str(tmp_path),
        "data_folder_out": str(tmp_path),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection(
        "filesystem://localhost", transport="portal.spool:Transport", transport_options=options
    ) as connection:
        yield connection.channel()


def test_messages_come_out_once_and_in_order(channel: Channel, tmp_path: Path) -> None:
    for number in (1, 2, 3):
        channel._put("jobs", {"job": number})
    assert [channel._get("jobs") for _ in range(3)] == [{"job": 1}, {"job": 2}, {"job": 3}]
    with pytest.raises(Empty):
        channel._get("jobs")
    assert list(tmp_path.glob("*.*")) == []


def test_a_queue_sees_its_own_messages_only(channel: Channel) -> None:
    channel._put("jobs", {"job": 1})
    with pytest.raises(Empty):
        channel._get("other")
    assert channel._size("jobs") == 1


def test_a_message_still_being_written_is_not_seen(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "1_x.jobs.part").write_text('{"job":')
    with pytest.raises(Empty):
        channel._get("jobs")


def test_half_a_message_is_dropped_and_the_next_one_comes(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "0_x.jobs.msg").write_text("")
    channel._put("jobs", {"job": 2})
    with pytest.raises(Empty):
        channel._get("jobs")
    assert channel._get("jobs") == {"job": 2}
