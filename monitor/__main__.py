"""`python -m monitor` is `news-monitor`. Thin, because worker processes import it too."""

from __future__ import annotations


def main() -> None:
    """Run the command line; the workers import this module and need none of it."""
    from monitor.cli.program import main as run

    run()


if __name__ == "__main__":
    main()
