"""``python -m incubator`` is the ``incubator`` command."""

from incubator.cli import main

if __name__ == "__main__":
    main()
