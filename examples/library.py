"""The library alone: no desk, no service, no settings. Run it: ``python examples/library.py``."""

from empathkit import Ticket, check, rewrite, suggest

ticket = Ticket.model_validate(
    {
        "key": "IT-7",
        "requester": {"id": "u-7", "name": "Salma Brandt", "devices": [{"model": "ThinkPad T14", "os": "Windows 11"}]},
        "messages": [
            {
                "author": "requester",
                "body": "Outlook freezes every time I open the shared mailbox since this morning. "
                "I restarted the laptop. I have to answer an applicant by 3 pm.",
            }
        ],
    }
)


def main() -> None:
    suggestion = suggest(ticket)
    if suggestion.draft is None:
        print(f"no draft: {suggestion.abstained}")
        return
    print(suggestion.draft.text)
    print()
    for sentence in suggestion.draft.sentences:
        print(f"{sentence.move:<12} {sentence.text}  <- {', '.join(reason.rule for reason in sentence.because)}")

    mine = "Sorry for the inconvenience. Have you tried to simply restart the laptop?"
    print()
    for finding in check(mine, ticket).findings:
        print(f"{finding.rule} {finding.severity}: “{finding.quote}”: {finding.message}")
    mended = rewrite(mine, ticket).text
    print(f"rewritten: {mended}")
    for left in check(mended, ticket).findings:  # what no edit can mend is left to you
        print(f"still to mend: {left.rule} “{left.quote}”")


if __name__ == "__main__":
    main()
