"""That a decision hangs on what an article means, and that this process cannot say.

A module of its own: whoever asks for matches has to know of it, and not of encoders and numbers.
"""

from __future__ import annotations


class MeaningNeeded(Exception):  # noqa: N818 - no error: the answer is in another process
    """Raised where a decision needs an encoder that only another process has."""
