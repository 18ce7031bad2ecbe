"""A local Jira Service Management: the calls EmpathKit and common Jira clients make, and Jira's signed webhooks.

Paths, shapes, paging, statuses and error bodies follow Atlassian's OpenAPI documents; nothing here needs a network.
Needs the extra ``server``.
"""

from __future__ import annotations

from empathkit_jira.sandbox.desk import JiraSandbox

__all__ = ["JiraSandbox"]
