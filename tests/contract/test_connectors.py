"""Both connectors of the house keep the contract that a third one keeps."""

import time

from empathkit.connect.signature import sign_hub, sign_timestamped
from empathkit.testing.contract import ConnectorContract
from empathkit_jira import platform as jira
from empathkit_jira.sandbox import JiraSandbox
from empathkit_servicenow import platform as servicenow


class TestJira(ConnectorContract):
    platform = jira

    def settings(self, url):
        names = {"URL": url, "EMAIL": "bot@desk.example", "TOKEN": "t0ken-of-jira", "WEBHOOK_SECRET": self.secret}
        return {f"EMPATHKIT_JIRA_{name}": value for name, value in names.items()}

    def sign(self, secret, body):
        return {"X-Hub-Signature": sign_hub(secret, body)}


class OnServers(type(jira)):
    """The same platform, its sandbox in the form of Data Center."""

    def sandbox(self):
        return JiraSandbox(data_center=True)


class TestJiraDataCenter(TestJira):
    platform = OnServers()

    def settings(self, url):
        names = {"URL": url, "TOKEN": "t0ken-of-jira", "WEBHOOK_SECRET": self.secret, "DEPLOYMENT": "datacenter"}
        return {f"EMPATHKIT_JIRA_{name}": value for name, value in names.items()}


class TestServiceNow(ConnectorContract):
    platform = servicenow

    def settings(self, url):
        names = {"URL": url, "USER": "empathkit", "PASSWORD": "pa55-of-now", "WEBHOOK_SECRET": self.secret}
        return {f"EMPATHKIT_SERVICENOW_{name}": value for name, value in names.items()}

    def sign(self, secret, body):
        now = int(time.time())
        return {"X-EmpathKit-Timestamp": str(now), "X-EmpathKit-Signature": sign_timestamped(secret, now, body)}
