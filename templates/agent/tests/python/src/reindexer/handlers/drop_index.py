from ..models import DropIndexInput, DropIndexOutput


async def handle(request: DropIndexInput) -> DropIndexOutput:
    "Forgets everything."
    raise NotImplementedError("`drop-index` is not implemented yet")
