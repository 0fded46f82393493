"""What every page keeps to: no GET writes, headers, escaping, cookies, forms of ours only, quiet logs."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from werkzeug.routing import Rule

import webform
from fulfilment.keys import codes as access_codes
from tests.databases import bytes_of
from tests.webform.public_site import CLOSING, PREFIX, TRUST, PublicSite, Visitor, make_site, shipped_content
from tests.webform.test_adult_journey import ANSWERS, answer_all, answer_until
from tests.webform.test_child_and_parent import as_child
from webform.public import PublicSettings

NAMED = re.compile(r"""(?:say|plural)\(\s*["']([a-z0-9_]+\.[a-z0-9_]+)["']""")
SCRIPT = "<script>alert('typed')</script>"
SAMPLES = {
    "language": "ur",
    "survey": "adult",
    "part": "adult",
    "question": "told_kindly",
    "name": "help",
    "path_letter": "A",
    "path_language": "EN",
    "filename": "app.css",
}


def address(rule: Rule, code: str, **given: str) -> str:
    """An address that a rule answers to."""
    values = SAMPLES | {"code": code} | given
    return re.sub(r"<(?:[^<>:]*:)?(\w+)>", lambda found: values[found[1]], rule.rule)


def get_rules(site: PublicSite) -> list[Rule]:
    """Every route that answers a GET."""
    return [rule for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())]


def visitors(site: PublicSite) -> dict[str, Visitor]:
    """Somebody from the street, somebody with a letter, somebody midway, a child, somebody who has sent."""
    code, _ = site.code()
    done = site.visitor().start(site.code()[0])
    answer_all(done, ANSWERS)
    done.post()
    return {
        "street": site.visitor(),
        "letter": site.visitor().get(f"/A-EN/{code}"),
        "midway": site.visitor().start(code).post(data={"told_kindly": "1"}),
        "child": as_child(site, site.code("child_8_11")[0]).post(data={"answer": "yes"}),
        "done": done,
    }


def test_no_get_changes_the_store(public_site: PublicSite) -> None:
    everybody = visitors(public_site)
    code, _ = public_site.code()
    before = public_site.dump()
    for who, visitor in everybody.items():
        of_child = {"survey": "under16", "part": "child", "question": "staff_talk"} if who == "child" else {}
        for rule in get_rules(public_site):
            visitor.get(address(rule, code, **of_child))
            assert visitor.status < 500, (who, rule.rule)
            assert public_site.dump() == before, (who, rule.rule)


def test_every_answer_has_its_headers(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    client = public_site.app.test_client()
    for target in [address(rule, code) for rule in get_rules(public_site)] + ["/no/such/page", "/de/"]:
        headers = client.get(target, base_url=PREFIX, buffered=True).headers
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert ("max-age" if "/static/" in target else "no-store") in headers["Cache-Control"]


def test_the_nonce_is_new_on_each_page_and_stands_on_its_one_script(public_site: PublicSite) -> None:
    first, second = public_site.visitor().get("/en/"), public_site.visitor().get("/en/")
    nonces = [re.findall(r'<script nonce="([^"]+)">', visitor.page) for visitor in (first, second)]
    assert len(nonces[0]) == len(nonces[1]) == 1
    assert nonces[0] != nonces[1]
    assert f"'nonce-{nonces[0][0]}'" in first.response.headers["Content-Security-Policy"]
    assert "<script>" not in first.page


def test_what_is_typed_is_never_markup(public_site: PublicSite) -> None:
    visitor = public_site.visitor().get("/en/").post("/en/", {"code": SCRIPT})
    assert SCRIPT not in visitor.page
    visitor.start(public_site.code()[0])
    answer_until(visitor, "nights", ANSWERS)
    visitor.post(data={"nights": SCRIPT})
    assert (visitor.status, SCRIPT in visitor.page) == (422, False)
    visitor.post(data={"nights": "4"})
    answer_until(visitor, "comment", {})
    visitor.post(data={"comment": SCRIPT + "x" * 2000})
    assert (visitor.status, SCRIPT in visitor.page) == (422, False)
    visitor.post(data={"comment": SCRIPT})
    answer_all(visitor, {})
    assert SCRIPT not in visitor.page
    assert "&lt;script&gt;" in visitor.page
    assert SCRIPT not in visitor.get("/en/adult/adult/comment").page


def test_a_trusts_name_is_never_markup(public_site: PublicSite) -> None:
    visitor = public_site.visitor().start(public_site.code()[0])
    answer_until(visitor, "treatments", {})
    assert "<b>Hospitals</b>" not in visitor.page
    assert "&lt;b&gt;Hospitals&lt;/b&gt;" in visitor.page


def test_the_templates_of_the_nhs_frontend_are_escaped_too(public_site: PublicSite) -> None:
    with public_site.app.test_request_context():
        template = public_site.app.jinja_env.from_string(
            '{% from "nhsuk/components/button/macro.jinja" import button %}{{ button({"text": text}) }}'
        )
        assert "<b>" not in template.render(text="<b>")


def test_cookies_are_host_bound_secure_and_hidden_from_scripts(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    client = public_site.app.test_client()
    landed = client.get(f"/A-EN/{code}", base_url=PREFIX)
    started = client.get("/en/adult/start", base_url=PREFIX)
    for response, name in ((landed, "__Host-letter"), (started, "__Host-survey")):
        [cookie] = response.headers.getlist("Set-Cookie")
        assert cookie.startswith(f"{name}=")
        for attribute in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
            assert attribute in cookie
        assert code not in cookie


def test_the_code_leaves_the_address_at_once(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().get(f"/A-EN/{code}")
    assert code not in visitor.path + visitor.page
    visitor.post()
    assert code not in visitor.path + visitor.page
    assert visitor.client.get_cookie("__Host-letter", "survey.example.org") is None


@pytest.mark.parametrize("spoiled", ["token", "referer"])
def test_a_form_from_elsewhere_is_refused_in_the_persons_language(public_site: PublicSite, spoiled: str) -> None:
    visitor = public_site.visitor().start(public_site.code()[0], language="pl")
    if spoiled == "token":
        visitor.post(data={"csrf_token": "forged", "told_kindly": "1"})
    else:
        visitor.post(data={"told_kindly": "1"}, referer="https://elsewhere.example/")
    assert visitor.status == 400
    assert '<html lang="pl"' in visitor.page
    assert public_site.rows("select version from drafts") == [(0,)]


def test_a_form_is_good_for_as_long_as_its_sitting(public_site: PublicSite) -> None:
    visitor = public_site.visitor().start(public_site.code()[0])
    public_site.clock.wait(hours=19)
    assert visitor.post(data={"told_kindly": "1"}).question == "told_clearly"


def test_errors_are_plain_and_in_the_language_of_the_address(public_site: PublicSite) -> None:
    visitor = public_site.visitor()
    assert visitor.get("/ur/no/such/page").status == 404
    assert '<html lang="ur" dir="rtl">' in visitor.page
    assert visitor.client.post("/en/adult/check", base_url=PREFIX).status_code in (400, 404, 405)
    big = visitor.client.post("/en/", base_url=PREFIX, data={"code": "x" * 300_000})
    assert big.status_code == 413
    assert "Traceback" not in big.text


def test_a_broken_store_gives_a_plain_page_and_a_log_without_code_or_answer(
    public_site: PublicSite, caplog: pytest.LogCaptureFixture
) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    with public_site.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA query_only = OFF")
        connection.exec_driver_sql("DROP TABLE drafts")
    with caplog.at_level(logging.DEBUG):
        visitor.post(data={"told_kindly": "1", "comment": "secret words"})
        visitor.get(f"/A-EN/{code}")
        visitor.post()
    assert visitor.status == 500
    assert "went wrong" in visitor.page
    assert "Error" in caplog.text
    assert code not in caplog.text
    assert "secret words" not in caplog.text
    assert "drafts" not in visitor.page


def test_the_store_holds_no_code_and_no_readable_answer(public_site: PublicSite) -> None:
    code, _ = public_site.code()
    visitor = public_site.visitor().start(code)
    answer_until(visitor, "gender", ANSWERS)
    kept = b"".join(bytes_of(public_site.engine))
    assert TRUST.encode() in kept
    for secret in (code, access_codes.format(code), "Kind nurses", '"told_kindly"'):
        assert secret.encode() not in kept


def test_a_survey_without_a_wave_is_closed_and_its_privacy_page_stays(tmp_path: Path, empty_store: Path) -> None:
    settings = PublicSettings(closing={"adult": CLOSING["adult"]})
    site = make_site(empty_store, settings=settings)
    assert "This survey has closed" in site.visitor().get("/en/under16/start").page
    assert site.visitor().get("/en/under16/privacy").status == 200
    site.engine.dispose()


def test_every_language_of_the_content_has_its_pages(public_site: PublicSite) -> None:
    for language in shipped_content().languages:
        for page in ("", "help", "cookies", "accessibility", "adult/privacy", "under16/privacy/child"):
            visitor = public_site.visitor().get(f"/{language}/{page}")
            assert visitor.status == 200
            assert f'<html lang="{language}"' in visitor.page


def test_every_text_that_a_page_names_is_there() -> None:
    folder = Path(webform.__file__).parent
    kinds = ("public/*.py", "questionnaire/*.py", "templates/*.jinja", "templates/public/*.jinja")
    files = [file for kind in kinds for file in folder.glob(kind)]
    named = {key for file in files for key in NAMED.findall(file.read_text(encoding="utf-8"))}
    assert len(named) > 50
    assert named <= set(shipped_content().screen)
