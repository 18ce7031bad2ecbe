"""A desk's canned replies as files hold them: text, Markdown, CSV and JSON exports; and one run over all of them."""
