"""``python -m isostats``: the command where no script is on the path."""

from isostats.cli import main

if __name__ == "__main__":
    main(prog_name="isostats")
