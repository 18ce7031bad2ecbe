"""The kit's assertions tell what they saw."""

import pytest

pytest.register_assert_rewrite("empathkit.testing.contract")
