"""``python -m isostats``: the command where no script is on the path."""

from isostats.cli import run

if __name__ == "__main__":
    run()
