# Made by ouroboros: generator `python-service`, template `src/main.py.j2`.
"""Runs the service: `python -m hello`."""

import uvicorn

from hello.settings import Settings


def main() -> None:
    settings = Settings()
    uvicorn.run(
        "hello.app:create_app",
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
