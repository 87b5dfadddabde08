"""The client of Acme."""
class AcmeClient:
    timeout = 30
