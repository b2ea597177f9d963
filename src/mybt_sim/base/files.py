"""Reading what people save: UTF-8 text, with or without the byte order mark that Notepad writes."""

from pathlib import Path

from mybt_sim.base.errors import SeedDataError


def text_in(content: bytes) -> str:
    """The text in the bytes of a file; `UnicodeDecodeError` when it is not UTF-8."""
    return content.decode("utf-8-sig")


def read_text(path: Path) -> str:
    """The text of a file; `OSError` or `UnicodeDecodeError`, which `why_unreadable` words."""
    return text_in(path.read_bytes())


def read_seed(path: Path) -> str:
    """The text of a file of the seed data; `SeedDataError` when it cannot be read."""
    try:
        return read_text(path)
    except (OSError, UnicodeDecodeError) as error:
        raise SeedDataError(
            f"{path.name} cannot be read: {why_unreadable(error)}.",
            next_step="Bring the file back, or save it as UTF-8.",
        ) from error


def why_unreadable(error: OSError | UnicodeDecodeError) -> str:
    """Why a file cannot be read, as the end of a sentence."""
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8"
    return error.strerror or type(error).__name__
