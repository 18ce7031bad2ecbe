"""Encoded queries: what goes in comes out as one condition, or is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empathkit.errors import InputError
from empathkit_servicenow.query import Query, field, sys_id, table
from empathkit_servicenow.sandbox.encoded import Condition, parse

ID = "0123456789abcdef0123456789abcdef"


def everything(_: str) -> bool:
    return True


@pytest.mark.parametrize(
    ("query", "encoded"),
    [
        (Query(), ""),
        (Query().where("number", "=", "INC0010001"), "number=INC0010001"),
        (Query().refers("caller_id", ID).where("state", "!=", "7"), f"caller_id={ID}^state!=7"),
        (Query().among("element", "comments", "work_notes"), "elementINcomments,work_notes"),
        (Query().between("sys_created_on", "2026-01-01", "2026-02-01"), "sys_created_onBETWEEN2026-01-01@2026-02-01"),
        (Query().where("caller_id.name", "LIKE", "O'Neil & Sons"), "caller_id.nameLIKEO'Neil & Sons"),
        (
            Query().newest("opened_at").ordered("sys_id").where("a", "=", "b"),
            "a=b^ORDERBYDESCopened_at^ORDERBYsys_id",
        ),
    ],
    ids=["nothing", "number", "two", "in", "between", "dot-walk", "order-last"],
)
def test_a_query_is_encoded_as_the_platform_reads_it(query: Query, encoded: str) -> None:
    assert str(query) == encoded


@pytest.mark.parametrize(
    "value",
    [
        "a^NQactive=true",
        "^",
        "a\nb",
        "a\rb",
        "a\x00b",
        "a\u2028b",
        "javascript:gs.getUserID()",
        " JavaScript:x",
        "",
        "  ",
    ],
)
def test_a_value_that_could_change_the_query_is_refused(value: str) -> None:
    with pytest.raises(InputError):
        Query().where("short_description", "=", value)
    with pytest.raises(InputError):
        Query().among("short_description", "fine", value)
    with pytest.raises(InputError):
        Query().between("short_description", value, "z")


@pytest.mark.parametrize(
    "build",
    [
        lambda: Query().among("number", "a,b"),
        lambda: Query().among("number", "STANCEOFincident"),
        lambda: Query().among("number"),
        lambda: Query().between("opened_at", "a@b", "c"),
        lambda: Query().where("opened_at", "<", "=1"),
        lambda: Query().refers("caller_id", "not an id"),
        lambda: Query().refers("caller_id", ID.upper()),
        lambda: Query().where("number^NQactive", "=", "true"),
        lambda: Query().ordered("number^active=true"),
        lambda: Query().newest("Number"),
    ],
    ids=["comma", "instanceof", "empty-in", "at", "less-or-equal", "id", "upper-id", "field", "order", "case"],
)
def test_what_would_mean_something_else_is_refused(build: object) -> None:
    with pytest.raises(InputError):
        build()  # type: ignore[operator]


@pytest.mark.parametrize("name", ["", "a b", "a.", ".a", "a..b", "A", "1a", "a\n", "a^b"])
def test_names_of_fields_and_tables_are_plain(name: str) -> None:
    for check in (field, table, sys_id):
        with pytest.raises(InputError):
            check(name)


HOSTILE = st.text(st.sampled_from("^=,@OR NQ<>!javascript:STANCEOFLIKEsys_id\n\r.%*"), max_size=30)


@given(
    value=st.one_of(st.text(max_size=40), HOSTILE),
    operator=st.sampled_from(["=", "!=", "<", ">", "LIKE", "STARTSWITH"]),
)
def test_a_value_that_is_taken_stays_one_value(value: str, operator: str) -> None:
    try:
        query = Query().where("number", operator, value).ordered("sys_id")  # type: ignore[arg-type]
    except InputError:
        return
    parsed = parse(str(query), everything)
    assert parsed.branches == (((Condition("number", operator, value),),),)
    assert [order.field for order in parsed.order] == ["sys_id"]


@given(values=st.lists(st.one_of(st.text(min_size=1, max_size=20), HOSTILE), min_size=1, max_size=4))
def test_a_list_that_is_taken_keeps_its_members(values: list[str]) -> None:
    try:
        query = Query().among("number", *values)
    except InputError:
        return
    (((condition,),),) = parse(str(query), everything).branches
    assert condition.operator == "IN"
    assert condition.value.split(",") == values
