"""Who gets to the desk's pages, as what, and what may be sent to them from where."""

import pytest
from desk_house import AGENT, MANAGER, House, csrf
from starlette.datastructures import Headers

from empathkit.errors import ConfigurationError
from empathkit.serve.pages.doors import LASTING, Doors, doors
from empathkit.settings import Settings

PROOF = "proof-of-the-proxy"
PAGES = ["/desk/", "/desk/tickets/fake/IT-1", "/playground/", "/report/"]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = House(tmp_path_factory.mktemp("doors"))
    made.add("IT-1")
    yield made
    made.memory.close()


@pytest.mark.parametrize("path", PAGES)
def test_nobody_passes_without_a_name_and_is_led_back_after_signing_in(house, path):
    client = house.client()
    answer = client.get(path)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/desk/sign-in?next={path}"
    signed = client.post("/desk/sign-in", data={"token": MANAGER, "next": path})
    assert signed.headers["location"] == path
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/desk/tickets/fake/IT-1/check", "/playground/v1/check", "/desk/tickets/fake/IT-1/mark"]
)
def test_nobody_posts_without_a_name(house, path):
    assert house.client().post(path, json={"text": "hi"}).status_code == 401


@pytest.mark.parametrize("token", ["", "wrong", AGENT + "x", "\udc80"], ids=["none", "wrong", "longer", "surrogate"])
def test_a_wrong_token_opens_nothing_and_counts_as_a_refusal(house, token):
    answer = house.client().post("/desk/sign-in", data={"token": token.encode("utf-8", "surrogatepass")})

    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(house):
    answer = house.client().post("/desk/sign-in", data={"token": AGENT})

    said = answer.headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=lax" in said
    assert AGENT not in said


def test_by_https_no_other_host_can_set_the_cookie(tmp_path):
    house = House(tmp_path, Doors({"agent": AGENT}, secure=True))
    said = house.client().post("/desk/sign-in", data={"token": AGENT}).headers["set-cookie"]

    assert said.startswith("__Host-")
    assert "; secure" in said.lower()
    assert "path=/" in said.lower()


@pytest.mark.parametrize(
    "change",
    [
        lambda cookie: cookie.replace("agent", "manager", 1),
        lambda cookie: cookie[:-1] + ("0" if cookie[-1] != "0" else "1"),
        lambda cookie: cookie.rpartition(".")[0],
        lambda cookie: "",
        lambda cookie: "....",
    ],
    ids=["another role", "another seal", "no seal", "empty", "dots"],
)
def test_a_changed_cookie_is_nobody_s(change):
    made = Doors({"agent": AGENT, "manager": MANAGER})
    cookie = made.open_session("agent", 1000.0)

    assert made.session(cookie, 1001.0).role == "agent"
    assert made.session(change(cookie), 1001.0) is None


def test_a_session_ends_in_time_and_with_its_token():
    made = Doors({"agent": AGENT})
    cookie = made.open_session("agent", 1000.0)

    assert made.session(cookie, 1000.0 + LASTING) is None
    assert Doors({"agent": AGENT + "2"}).session(cookie, 1001.0) is None
    assert Doors({"manager": AGENT}).session(cookie, 1001.0) is None


@pytest.mark.parametrize(
    "after",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/desk/../v1",
        "/desk//evil",
        "javascript:1",
        "/v1/read",
    ],
)
def test_signing_in_leads_nowhere_else(house, after):
    answer = house.client().post("/desk/sign-in", data={"token": AGENT, "next": after})

    assert answer.headers["location"] == "/desk/"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": "http://desk.example"}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
    ids=["no browser", "our origin", "same-origin", "another origin", "no origin", "cross-site", "same-site"],
)
def test_only_our_own_pages_may_send_a_form(house, headers, status):
    client = house.client(AGENT)
    form = {"csrf": csrf(client.get("/desk/tickets/fake/IT-1").text), "became": "used"}

    assert client.post("/desk/tickets/fake/IT-1/mark", data=form, headers=headers).status_code == status


@pytest.mark.parametrize("verb", ["mark", "preferences", "forget"])
def test_a_form_without_its_secret_changes_nothing(house, verb):
    client, other = house.client(MANAGER), house.client(MANAGER)
    before = house.memory.held("u1")
    form = {"became": "used", "channel": "chat", "sure": "yes"}

    for csrf_given in (None, "", csrf(other.get("/desk/tickets/fake/IT-1").text)):
        data = form if csrf_given is None else {**form, "csrf": csrf_given}
        assert client.post(f"/desk/tickets/fake/IT-1/{verb}", data=data).status_code == 403
    assert house.memory.held("u1") == before


def test_the_report_and_forgetting_are_for_managers(house):
    agent = house.client(AGENT)
    page = agent.get("/desk/tickets/fake/IT-1").text

    assert agent.get("/report/").status_code == 403
    assert "/report/" not in page
    assert "Forget" not in page
    form = {"csrf": csrf(page), "sure": "yes"}
    assert agent.post("/desk/tickets/fake/IT-1/forget", data=form).status_code == 403
    assert any(house.memory.held("u1").values())


def test_signing_out_ends_it(house):
    client = house.client(AGENT)
    client.post("/desk/sign-out")

    assert client.get("/desk/").status_code == 303


# --- a reverse proxy


PROXIED = Doors({}, PROOF, managers=frozenset({"mara"}))


@pytest.mark.parametrize(
    ("headers", "role"),
    [
        ([("X-EmpathKit-Proxy-Secret", PROOF), ("X-Forwarded-User", "ines")], "agent"),
        ([("X-EmpathKit-Proxy-Secret", PROOF), ("X-Forwarded-User", "mara")], "manager"),
        ([("X-Forwarded-User", "mara")], None),
        ([("X-EmpathKit-Proxy-Secret", "guessed"), ("X-Forwarded-User", "mara")], None),
        ([("X-EmpathKit-Proxy-Secret", PROOF), ("X-Forwarded-User", " ")], None),
        ([("X-EmpathKit-Proxy-Secret", PROOF), ("X-Forwarded-User", "mara"), ("X-Forwarded-User", "ines")], None),
    ],
    ids=["agent", "manager", "no proof", "wrong proof", "no name", "two names"],
)
def test_a_proxy_is_believed_when_it_proves_itself_and_says_one_name(headers, role):
    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    person = PROXIED.forwarded(Headers(raw=raw))

    assert (person.role if person else None) == role


def test_whom_the_proxy_signed_in_needs_no_token_and_their_forms_work(tmp_path):
    house = House(tmp_path, PROXIED)
    house.add("IT-1")
    client = house.client(headers={"X-EmpathKit-Proxy-Secret": PROOF, "X-Forwarded-User": "ines"})
    page = client.get("/desk/tickets/fake/IT-1").text

    assert "Sign out" not in page
    form = {"csrf": csrf(page), "became": "used"}
    assert client.post("/desk/tickets/fake/IT-1/mark", data=form).status_code == 303
    assert house.client().get("/desk/").status_code == 401


# --- settings


def test_without_a_way_in_there_is_no_desk():
    assert doors(Settings({"EMPATHKIT_PUBLIC_URL": "https://desk.example"})) is None


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"DESK_TOKEN": "short"}, "EMPATHKIT_DESK_TOKEN"),
        ({"DESK_TOKEN": AGENT, "DESK_MANAGER_TOKEN": AGENT}, "differ"),
        ({"DESK_TOKEN": AGENT, "DESK_MANAGERS": "mara"}, "EMPATHKIT_DESK_PROXY_SECRET"),
        ({"DESK_USER_HEADER": "X-User"}, "EMPATHKIT_DESK_PROXY_SECRET"),
    ],
    ids=["short", "the same", "managers of no proxy", "a header anybody can send"],
)
def test_a_half_or_weak_way_in_is_refused(settings, named):
    with pytest.raises(ConfigurationError, match=named):
        doors(Settings({f"EMPATHKIT_{name}": value for name, value in settings.items()}))


def test_no_secret_shows_in_a_repr():
    assert AGENT not in repr(Doors({"agent": AGENT}, PROOF))
    assert PROOF not in repr(Doors({"agent": AGENT}, PROOF))
