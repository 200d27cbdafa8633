import pytest

from bot.conduct.cooldown import Cooldowns, Rate
from bot.conduct.errors import TooSoonError


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def cooldowns(clock):
    return Cooldowns(person=Rate(2, 10), server=Rate(3, 10), clock=clock)


def test_a_person_may_ask_a_few_times_at_once_and_again_when_told(clock):
    limits = cooldowns(clock)
    limits.take(1, None)
    limits.take(1, None)
    with pytest.raises(TooSoonError, match=r"You have asked a lot .* in 5 s") as why:
        limits.take(1, None)
    assert not why.value.shared
    clock.now += why.value.seconds
    limits.take(1, None)
    with pytest.raises(TooSoonError):
        limits.take(1, None)


def test_one_person_does_not_use_up_another_s(clock):
    limits = cooldowns(clock)
    for person in (1, 1, 2, 2):
        limits.take(person, None)


def test_a_server_has_a_share_of_its_own(clock):
    limits = cooldowns(clock)
    for person in (1, 2, 3):
        limits.take(person, 9)
    with pytest.raises(TooSoonError, match="This server has") as why:
        limits.take(4, 9)
    assert why.value.shared
    limits.take(4, 8)


def test_a_refused_question_is_not_counted(clock):
    limits = cooldowns(clock)
    for person in (1, 2, 3):
        limits.take(person, 9)
    for _ in range(5):
        with pytest.raises(TooSoonError):
            limits.take(4, 9)
    limits.take(4, None)
    limits.take(4, None)


def test_the_memory_is_bounded(clock):
    limits = cooldowns(clock)
    for person in range(10_000):
        limits.take(person, None)
        clock.now += 1
    assert len(limits._people._full_at) < 5000
