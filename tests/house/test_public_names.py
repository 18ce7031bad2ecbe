"""The names EmpathKit exports are few, sorted, and all there."""

import empathkit


def test_exported_names_are_sorted_and_load() -> None:
    assert empathkit.__all__ == sorted(empathkit.__all__)
    assert all(getattr(empathkit, name) is not None for name in empathkit.__all__)


def test_exported_names_are_these() -> None:
    assert empathkit.__all__ == [
        "CheckReport",
        "EmpathKitError",
        "Kit",
        "Reading",
        "Rewrite",
        "Suggestion",
        "Ticket",
        "check",
        "read",
        "rewrite",
        "suggest",
    ]


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(empathkit, "Bot")


def test_the_version_is_the_one_of_the_distribution() -> None:
    from importlib.metadata import version

    assert version("empathkit") == empathkit.__version__
