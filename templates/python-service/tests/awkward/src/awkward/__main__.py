# Made by ouroboros: generator `python-service`, template `src/main.py.j2`.
"""Runs the service: `python -m awkward`."""

import uvicorn

from awkward.settings import Settings


def main() -> None:
    settings = Settings()
    uvicorn.run(
        "awkward.app:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level,
        server_header=False,
        # Less than what Docker and Kubernetes wait before they kill.
        timeout_graceful_shutdown=8,
    )


if __name__ == "__main__":
    main()
