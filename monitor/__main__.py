"""`python -m monitor` is `news-monitor`. Thin, because worker processes import it too."""

from __future__ import annotations

if __name__ == "__main__":
    from monitor.cli.program import main

    main()
