"""What every test shares: no test reads this machine's own settings or `.env`."""

import pytest

from bot.settings import Settings


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's token or key in the environment must not reach a test."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name, raising=False)
