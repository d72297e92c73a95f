"""The command line: `python -m bot` runs the bot, or without a token the preview; `--help` has the rest."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bot import commands
from bot.failures import one_line


def parser() -> argparse.ArgumentParser:
    """Every command with its help; `docs/commands.md` is held to it by a test."""
    root = argparse.ArgumentParser(prog="python -m bot", description="Upstream, a coach for couples after betrayal.")
    actions = root.add_subparsers(dest="command", metavar="COMMAND")
    for name, (_, about) in commands.COMMANDS.items():
        sub = actions.add_parser(name, help=about, description=about)
        commands.arguments(name, sub)
    return root


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; what can go wrong is told in one line on standard error, with exit code 1."""
    given = parser().parse_args(argv)
    run = commands.COMMANDS[given.command][0] if given.command else commands.run_or_preview
    try:
        return run(given)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    except Exception as error:
        told = one_line(error)
        if told is None:
            raise
        print(f"upstream: {told}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
