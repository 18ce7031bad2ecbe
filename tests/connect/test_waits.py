"""How long a platform tells us to wait, in all its forms."""

import pytest

from empathkit.connect.waits import DEFAULT, LONGEST, told

NOW = 1_793_600_000.0  # 2026-11-02T06:13:20Z


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "0"}, 0),
        ({"Retry-After": "Mon, 02 Nov 2026 06:13:50 GMT"}, 30),
        ({"X-RateLimit-Reset": "1793600060"}, 60),
        ({"X-RateLimit-Reset": "2026-11-02T06:14Z"}, 40),
        ({"X-RateLimit-Reset": "2026-11-02T06:14:00.000+00:00"}, 40),
        ({"X-RateLimit-Reset": "2026-11-02T06:00:00Z"}, 0),
        ({"Retry-After": "5", "X-RateLimit-Reset": "1793600060"}, 5),
        ({"Date": "Mon, 02 Nov 2026 06:12:20 GMT", "X-RateLimit-Reset": "1793600000"}, 60),
        ({"Retry-After": "99999999"}, LONGEST),
        ({}, DEFAULT),
        ({"Retry-After": "soon", "X-RateLimit-Reset": "٧"}, DEFAULT),
        ({"X-RateLimit-Reset": "0000-99-99"}, DEFAULT),
    ],
    ids=lambda value: "-".join(value.values()) or "nothing" if isinstance(value, dict) else "",
)
def test_a_wait_is_read_in_every_form(headers: dict[str, str], seconds: float) -> None:
    assert told(headers, NOW) == seconds
