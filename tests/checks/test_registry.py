"""Codes, and which checks run."""

from __future__ import annotations

import pytest
from checks_readings import AGENCY, HIGH, MIDDLE, Said, all_rated, reading

from narrative.checks.registry import BY_CODE, CHECKS, CODES, choose
from narrative.errors import ConfigError
from narrative.records import FLAGGED

READ = reading(
    Said("I rate her Exceeds."), Said("She is shy."), Said("Off sick."), ratings=all_rated(MIDDLE)
)


def codes(checks) -> list[str]:
    return [item.code for item in checks.look(AGENCY, READ)]


def test_codes_are_distinct_ordered_and_name_every_flagged_verdict():
    listed = [check.code for check in CHECKS]
    assert listed == sorted(set(listed))
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert set(CODES) == FLAGGED
    assert all(BY_CODE[code].name == verdict for verdict, code in CODES.items())


def test_all_checks_run_unless_switched_off():
    assert codes(choose()) == ["N207", "N208", "N209"]
    assert codes(choose(["N208"])) == ["N207", "N209"]
    assert codes(choose(["N207", "N208", "N209"])) == []


def test_observations_are_of_the_severity_that_the_list_shows():
    for item in choose().look(AGENCY, READ):
        assert item.severity is BY_CODE[item.code].severity


def test_a_file_check_is_switched_off_too():
    text = "Good year for everybody at the window."
    reviews = [reading(Said(text), review_id=name).review for name in "ab"]
    assert [item.code for item in choose().compare(AGENCY, reviews)] == ["N204", "N204"]
    assert choose(["N204"]).compare(AGENCY, reviews) == []


def test_unknown_codes_and_verdicts_cannot_be_switched_off():
    with pytest.raises(ConfigError) as caught:
        choose(["N999", "N101", "n208"])
    told = str(caught.value).splitlines()
    assert told == [
        "checks.off: 'N999' is no check; narrative checks lists them",
        "checks.off: 'n208' is no check; narrative checks lists them",
        "checks.off: N101 is a verdict and cannot be switched off",
    ]


def test_a_review_of_nothing_gives_nothing():
    assert choose().look(AGENCY, reading(ratings=all_rated(HIGH))) == []
