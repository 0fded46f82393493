"""Ages in full years."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fulfilment.samples.ages import age_on
from fulfilment.samples.fields import dates, nhs_number
from fulfilment.samples.rules import Wrong

DAYS = st.dates(date(1900, 1, 1), date(2030, 12, 31))


@given(born=DAYS, day=DAYS)
def test_an_age_is_the_number_of_birthdays_that_have_come(born: date, day: date) -> None:
    birthdays = [birthday(born, year) for year in range(born.year + 1, 2032)]
    if day >= born:
        assert age_on(born, day) == sum(each <= day for each in birthdays)
    else:
        assert age_on(born, day) < 0


def birthday(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def test_someone_born_on_29_february_is_a_year_older_on_1_march_of_a_common_year() -> None:
    born = date(2012, 2, 29)
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2028, 2, 28), date(2028, 2, 29))
    assert [age_on(born, day) for day in days] == [13, 14, 15, 16]


@given(born=DAYS, day=DAYS)
def test_the_day_before_a_birthday_is_a_year_younger(born: date, day: date) -> None:
    if day > born and (day.month, day.day) == (born.month, born.day):
        assert age_on(born, day - timedelta(days=1)) == age_on(born, day) - 1


@given(day=st.dates(date(1890, 1, 1), date(2100, 12, 31)))
def test_a_day_reads_the_same_in_every_way_of_writing_it(day: date) -> None:
    numbers = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y%m%d", "%Y-%m-%dT%H:%M:%S")
    ways = (*numbers, "%d %b %Y", "%d-%b-%Y", "%d %B %Y")
    assert {dates.parse(day.strftime(way)) for way in ways} == {day}


@given(day=st.integers(1, 31), month=st.integers(13, 31), year=st.integers(1900, 2099))
def test_month_and_day_are_never_swapped_to_make_a_date(day: int, month: int, year: int) -> None:
    read = dates.parse(f"{day:02}/{month:02}/{year}")
    assert isinstance(read, Wrong)
    assert read.code == "date-impossible"


@given(st.text())
def test_no_text_breaks_the_reading_of_dates_and_numbers(text: str) -> None:
    assert isinstance(dates.parse(text), date | Wrong)
    assert nhs_number.parse(text) is None or isinstance(nhs_number.parse(text), str | Wrong)


@given(st.integers(0, 999_999_999), st.integers(0, 9))
def test_one_tenth_digit_at_most_makes_a_valid_nhs_number(start: int, digit: int) -> None:
    number = f"{start:09}{digit}"
    weighted = sum(weight * int(each) for weight, each in zip(range(10, 1, -1), number, strict=False))
    check = (11 - weighted % 11) % 11  # NHS Data Dictionary: 11 becomes 0, 10 makes the number invalid
    assert (nhs_number.parse(number) == number) == (digit == check)


@given(
    st.sampled_from(("999 000 0018", "999-000-0018", "9990000018", "9990000018.0")),
    st.integers(0, 8),
    st.integers(1, 9),
)
def test_a_single_wrong_digit_in_an_nhs_number_is_caught(written: str, place: int, more: int) -> None:
    assert nhs_number.parse(written) == "9990000018"
    wrong = list("9990000018")
    wrong[place] = str((int(wrong[place]) + more) % 10)
    assert isinstance(nhs_number.parse("".join(wrong)), Wrong)
