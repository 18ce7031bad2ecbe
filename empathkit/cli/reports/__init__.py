"""How ``empathkit check`` says what it found: for people, as JSON, as SARIF, as GitHub annotations."""
