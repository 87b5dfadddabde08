from ..models import AInput, AOutput


async def handle(request: AInput) -> AOutput:
    "\"\"\"quoted\"\"\" at both ends\\"
    raise NotImplementedError("`a` is not implemented yet")
