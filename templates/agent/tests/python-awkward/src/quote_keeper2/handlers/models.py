from ..models import ModelsInput, ModelsOutput


async def handle(request: ModelsInput) -> ModelsOutput:
    "// comment"
    raise NotImplementedError("`models` is not implemented yet")
