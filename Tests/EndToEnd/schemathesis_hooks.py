"""What schemathesis must be told beside the description; it loads this by SCHEMATHESIS_HOOKS."""

import schemathesis


@schemathesis.serializer("application/zip")
def zip_bytes(_, value):
    """A part of a form that is an archive: bytes as they are."""
    return value if isinstance(value, bytes) else str(value).encode()
