"""A pretended ServiceNow instance, to be run on loopback: for tests, for the demo, and for users offline."""

from empathkit_servicenow.sandbox.instance import Rights
from empathkit_servicenow.sandbox.simulator import ServiceNowSandbox

__all__ = ["Rights", "ServiceNowSandbox"]
