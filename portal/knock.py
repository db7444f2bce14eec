"""Does the broker answer? `python -m portal.knock` ends with 0 or 1; for container checks."""

import sys

from portal.celery import app


def broker_answers() -> bool:
    """True if a connection to the broker can be made within five seconds."""
    try:
        with app.connection_for_write(connect_timeout=5) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=5)
    except Exception as error:  # whatever the transport raises, the answer is no
        print(f"The broker does not answer: {error}", file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    sys.exit(0 if broker_answers() else 1)
