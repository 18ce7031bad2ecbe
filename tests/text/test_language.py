import pytest

from empathkit.text.language import detect
from empathkit.text.pack import load_pack


@pytest.mark.parametrize(
    "text",
    [
        "vpn error 809", "thx", "printer jam", "ok", "outlook 2019", "hi", "no", "??", "laptop kaputt", "",
        "The menu is in German and shows \"Datei nicht gefunden\" when I save my file",
        "Since Monday I have not the access on my drive, please make it good",
        "cant login pls help", "teams mic dead", "404 on intranet", "BSOD", "pw reset pls",
    ],
)  # fmt: skip
def test_english_and_short_technical_messages_are_read(text: str) -> None:
    assert detect(text, load_pack("en")) == ("en", True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Bonjour, mon ordinateur ne démarre plus depuis ce matin, pouvez-vous m'aider ?", "fr"),
        ("Guten Tag, mein Drucker druckt seit gestern nicht mehr und ich brauche ihn dringend", "de"),
        ("Hola, no puedo entrar en mi correo desde ayer por la tarde, gracias", "es"),
        ("Buongiorno, la stampante non funziona da ieri e non posso lavorare", "it"),
        ("Goedemorgen, mijn laptop start niet meer op sinds vandaag", "nl"),
        ("Dzień dobry, nie mogę się zalogować do systemu od rana", "pl"),
        ("Здравствуйте, у меня не работает принтер со вчерашнего дня", "ru"),
        ("プリンターが動きません。助けてください。", "ja"),
    ],
    ids=["fr", "de", "es", "it", "nl", "pl", "ru", "ja"],
)
def test_another_language_is_named_and_not_read(text: str, code: str) -> None:
    assert detect(text, load_pack("en")) == (code, False)


def test_lone_surrogates_and_nul_do_no_harm() -> None:
    assert detect("\udc80\x00 \ud83d zzz", load_pack("en"))[0]
