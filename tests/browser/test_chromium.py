"""The one test of this folder that runs without a browser."""

import os

from tools.chromium import MISSING, chromium


def test_on_ci_there_is_a_browser():
    """Elsewhere the terminal summary says loudly that nothing was looked at."""
    assert chromium() is not None or os.environ.get("CI") != "true", MISSING
